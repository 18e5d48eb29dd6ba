/* The definition, asked for before the other modules have come. Without the session, as the worker asks for it: what comes
   with one is kept in no cache, and would come twice. */
export const definition = fetch(document.documentElement.dataset.definition, { credentials: "omit" });

// Awaited where it is read.
definition.catch(() => {});
