/* The service worker of the tablet, written by hand. Before it stands: const KEPT = {version, page, shell, cards}.
   The shell is taken from the cache and from nowhere else, so that all of it is of one version. What is not in the
   list, the interface of the server above all, is never cached and never answered from here. */
const SHELL = `ledljus-falt-${KEPT.version}`;
const CARDS = `ledljus-kort-${KEPT.version}`;
const DIGEST = /\.[0-9a-f]{12}\.[a-z0-9]+$/;
const LISTED = new Set([...KEPT.shell, ...KEPT.cards]);

const fetchAll = async (name, addresses) => {
  const cache = await caches.open(name);
  // The server is asked whether it has changed: a page of yesterday among files of today would be no version at all.
  // An address with the digest of its content is of one content for ever, and may lie in the browser's own cache.
  await Promise.all(addresses.map(async (address) => {
    const answer = await fetch(address, { cache: DIGEST.test(address) ? "default" : "no-cache", credentials: "omit" });
    if (!answer.ok || answer.redirected) throw new Error(`${address}: ${answer.status}`);
    await cache.put(address, answer);
  }));
};

const fetchMissing = async (name, addresses) => {
  const cache = await caches.open(name);
  const there = await Promise.all(addresses.map((address) => cache.match(address)));
  await fetchAll(name, addresses.filter((_, index) => !there[index]));
};

self.addEventListener("install", (event) => {
  // Waits: the page tells it to take over when no form is open (js/tablet/update.js).
  event.waitUntil(fetchAll(SHELL, KEPT.shell));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (/^ledljus-(falt|kort)-/.test(name) && name !== SHELL && name !== CARDS) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
  // The cards and their letters are large: nothing waits for them.
  if (event.data === "cards") event.waitUntil(fetchMissing(CARDS, KEPT.cards).catch(() => {}));
});

const kept = async (path) => {
  for (const name of [SHELL, CARDS]) {
    const answer = await (await caches.open(name)).match(path);
    if (answer) return answer;
  }
  return null;
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin || !LISTED.has(address.pathname)) return;
  event.respondWith(kept(address.pathname).then((answer) => answer ?? fetch(request)));
});
