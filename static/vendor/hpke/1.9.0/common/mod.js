export { NativeAlgorithm } from "./src/algorithm.js";
export { EMPTY, INFO_LENGTH_LIMIT, INPUT_LENGTH_LIMIT, MINIMUM_PSK_LENGTH } from "./src/consts.js";
export { ExportError, InvalidParamError, MessageLimitReachedError, NotSupportedError, OpenError, SealError } from "./src/errors.js";
export { AeadId, KemId, Mode } from "./src/identifiers.js";
export { AEAD_USAGES } from "./src/interfaces/aeadEncryptionContext.js";
export { HkdfSha256Native, HkdfSha384Native, HkdfSha512Native, toArrayBuffer, toUint8Array } from "./src/kdfs/hkdf.js";
export { Dhkem } from "./src/kems/dhkem.js";
export { Ec } from "./src/kems/dhkemPrimitives/ec.js";
export { i2Osp, xor } from "./src/utils/misc.js";
