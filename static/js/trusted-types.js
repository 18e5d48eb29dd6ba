/* The content policy says require-trusted-types-for 'script': no string may become HTML unexamined.
   htmx has no policy of its own and hands the server's answers to DOMParser and innerHTML as strings, so there
   has to be a default policy. It refuses instead of repairing: our fragments never contain scripts or inline
   handlers, so an answer that does is not ours, and nothing of it should be shown.
   A classic script, deferred, so that it has run before htmx does. */
(() => {
  if (!window.trustedTypes || window.trustedTypes.defaultPolicy) return;

  const TAG = /<[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi;
  const QUOTED = /"[^"]*"|'[^']*'/g;
  const ACTIVE_ELEMENT = /<\s*(?:script|iframe|object|embed|base)\b/i;
  const HANDLER = /[\s"'/]on[a-z]+\s*=/i;

  // Quoted values are taken out first: a note that says "the offer depends on=…" is text, not a handler.
  const isInert = (html) =>
    !ACTIVE_ELEMENT.test(html) && !(html.match(TAG) ?? []).some((tag) => HANDLER.test(tag.replace(QUOTED, '""')));

  window.trustedTypes.createPolicy("default", {
    createHTML: (html) => (isInert(html) ? html : null),
    createScriptURL: (url) => (new URL(url, document.baseURI).origin === window.location.origin ? url : null),
    createScript: () => null,
  });
})();
