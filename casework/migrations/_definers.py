"""Handing functions over to the gatekeeper, who alone may do what they do. Used by migrations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def hand_over(definers: Mapping[str, str], inner: Iterable[str] = ()) -> str:
    """Give functions to the gatekeeper. *definers* name who may call them; nobody calls *inner*.

    The *inner* ones run with the rights of the definer that calls them.
    """
    parts = ["GRANT CREATE ON SCHEMA public TO ledljus_gatekeeper;"]
    for function in [*definers, *inner]:
        parts.append(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC;")
        parts.append(f"ALTER FUNCTION {function} SET search_path = public, pg_temp;")
        if function in definers:
            parts.append(f"ALTER FUNCTION {function} SECURITY DEFINER;")
            parts.append(f"GRANT EXECUTE ON FUNCTION {function} TO {definers[function]};")
        parts.append(f"ALTER FUNCTION {function} OWNER TO ledljus_gatekeeper;")
    parts.append("REVOKE CREATE ON SCHEMA public FROM ledljus_gatekeeper;")
    return "\n".join(parts)


def replace(sql: str) -> str:
    """*sql* with functions that the gatekeeper owns already, written anew in its name.

    Each says its own search path: writing anew forgets what was set before.
    """
    return f"""
GRANT CREATE ON SCHEMA public TO ledljus_gatekeeper;
SET LOCAL ROLE ledljus_gatekeeper;
{sql}
RESET ROLE;
REVOKE CREATE ON SCHEMA public FROM ledljus_gatekeeper;
"""
