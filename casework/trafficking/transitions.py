"""Which step may follow which: plain tables, checked by the actions and by the database."""

from __future__ import annotations

from casework.trafficking.enums import ClaimState, ReturnState

RETURN: dict[ReturnState, tuple[ReturnState, ...]] = {
    ReturnState.INFORMED: (ReturnState.CONSENTED, ReturnState.BROKEN_OFF),
    ReturnState.CONSENTED: (ReturnState.APPLIED, ReturnState.BROKEN_OFF),
    ReturnState.APPLIED: (ReturnState.ACCEPTED, ReturnState.BROKEN_OFF),
    ReturnState.ACCEPTED: (ReturnState.DEPARTED, ReturnState.BROKEN_OFF),
    ReturnState.DEPARTED: (ReturnState.REINTEGRATED, ReturnState.BROKEN_OFF),
    ReturnState.REINTEGRATED: (),
    ReturnState.BROKEN_OFF: (),
}

CLAIM: dict[ClaimState, tuple[ClaimState, ...]] = {
    ClaimState.DRAFT: (ClaimState.SENT,),
    ClaimState.SENT: (ClaimState.GRANTED, ClaimState.PARTLY, ClaimState.REFUSED),
    ClaimState.PARTLY: (ClaimState.APPEALED,),
    ClaimState.REFUSED: (ClaimState.APPEALED,),
    ClaimState.APPEALED: (ClaimState.GRANTED, ClaimState.PARTLY, ClaimState.REFUSED),
    ClaimState.GRANTED: (),
}
