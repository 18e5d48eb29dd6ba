/* What a record is sealed with (HPKE, RFC 9180), and twenty small files that it is made of: apart, so that the face on
   which a tablet is set up does not wait for them. */
import { HkdfSha256Native } from "../../vendor/hpke/1.9.0/common/mod.js";
import { Aes256Gcm } from "../../vendor/hpke/1.9.0/core/src/aeads/aesGcm.js";
import { CipherSuiteNative } from "../../vendor/hpke/1.9.0/core/src/cipherSuiteNative.js";
import { DhkemP256HkdfSha256Native } from "../../vendor/hpke/1.9.0/core/src/kems/dhkemNative.js";

export const suite = new CipherSuiteNative({ kem: new DhkemP256HkdfSha256Native(), kdf: new HkdfSha256Native(), aead: new Aes256Gcm() });
