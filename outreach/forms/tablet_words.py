"""The words that the tablet's modules say, to be translated. A test finds one that is missing."""

from django.utils.translation import gettext_noop as _

WORDS = (
    _("Corrects the one saved {when}"),
    _("Saved {when}"),
    _(
        "A form was begun on this tablet at {time}, after that end. If you met somebody "
        "then, put the end right; if not, press once more."
    ),
    _("Choose the next shift"),
    _("Forms that are not finished: {n}"),
    _("If you end the shift now, they go to the office unfinished, before the end of the shift."),
    _("One that is open in another tab can only be finished there."),
    _("This shift is ended"),
    _("What came in afterwards can be written down on it."),
    _("Choose another shift"),
    _("Go on if it is the right one, or if the tablet's clock is wrong."),
    _("Go on with this one"),
    _("Is it this shift?"),
    _("Only somebody met during that shift can be written down on it."),
    _("That is more than {hours} hours ago, and nobody has started it."),
    _("That is more than {hours} hours ago."),
    _("That is more than {hours} hours from now."),
    _("The shift ended {when}"),
    _("The shift starts {when}"),
    _("The shift was to start {when}"),
    _(
        "What is written on it now waits at the office until somebody has decided where "
        "it belongs. Nothing is lost."
    ),
    _("A card is shown when an authorised translator's check of it is recorded."),
    _("A child is always exposed to sexual exploitation"),
    _("A form is not finished ({when})"),
    _(
        "A manager of the unit or an administrator registers it: sign out at the office, let "
        "them sign in here once, and sign in again afterwards."
    ),
    _("After that the tablet works without network, and seals what you save."),
    _("Another country"),
    _("Another language"),
    _("Appearance"),
    _("At most {limit} characters."),
    _("Back"),
    _("Before it is complete"),
    _("Change shift"),
    _("Choose it before you go out. After that the tablet works without network."),
    _("Choose …"),
    _("Correct"),
    _("Correct an earlier one: whom did you meet?"),
    _("Corrects an earlier one. It stays, and this one counts."),
    _("Dark"),
    _("Dark after dusk"),
    _("Day and night"),
    _("Differs from an earlier one: the office settles it"),
    _("Encounter"),
    _("End of a shift"),
    _("End the shift"),
    _("Ended: for what came in afterwards"),
    _("Enter a telephone number: at least five digits."),
    _("Enter at most {limit} years."),
    _("Enter the age in whole years."),
    _(
        "Evenings, nights and weekends: telephone the emergency social service first. "
        "Then make a child-concern report. Contact the guardians, unless that may be a "
        "danger to the child."
    ),
    _("Everything is sent"),
    _("For whoever does not read"),
    _("Forms are kept for you behind the passkey now"),
    _("Go on writing"),
    _(
        "Have you only registered it? Sign out at the office, and let the one who goes out with it"
        " sign in here."
    ),
    _("Hide"),
    _("In pictures"),
    _("In place"),
    _("In the demonstration {manager} registers it, and {worker} goes out with it afterwards."),
    _("It did not open. Try again."),
    _("It ended"),
    _("It goes to the office as it was, and is finished there."),
    _("Its number or colour, never the name of somebody."),
    _("Language"),
    _("Leave without saving?"),
    _("Let go at the office"),
    _("Light"),
    _("Lock"),
    _("Locked"),
    _("Look again"),
    _("Make a passkey"),
    _("Met on this shift, from everybody, at {time}"),
    _("Met on this shift, from this tablet"),
    _("More"),
    _("No answer from the server: try again."),
    _("No card is ready to be shown"),
    _("No network"),
    _("Nobody is signed in"),
    _("Nobody was met. The shift is counted all the same."),
    _("Not accepted: {code}"),
    _("Not checked by a translator"),
    _("Not sent: {n}"),
    _("Note to the next crew"),
    _("Nothing is lost: it is sent as soon as it can be."),
    _("Nothing is saved yet"),
    _("Nothing of your work is on the screen."),
    _("Nothing was saved"),
    _("Now"),
    _("Once, with network. It takes a minute."),
    _("One less"),
    _("One more"),
    _("Ongoing"),
    _("Open"),
    _("Places, times, moods. No names, no numbers. It is sealed when you save."),
    _(
        "Plan it in the office, with network; then it is here. What waits on the tablet "
        "is sent all the same."
    ),
    _("Receipt"),
    _("Register the tablet"),
    _("Rights cards"),
    _("Save"),
    _("Save, finish at the office"),
    _("Saved and sealed on the tablet"),
    _("Say whether anybody was met."),
    _("Send now"),
    _("Sending …"),
    _("Sent"),
    _("Set up the tablet"),
    _("Settings"),
    _("Show it or read it aloud. Tell first that staff must report when somebody is under 18."),
    _("Sign in"),
    _("Sign in once, where there is network"),
    _("Sign in to send"),
    _("Somebody at the office looks at it"),
    _("Somebody was met, and it is written down elsewhere."),
    _("Start of a shift"),
    _("Starts when you choose it"),
    _("Telephone numbers"),
    _("That looks like a number. The note must not hold names or numbers."),
    _("The end can't be later than now."),
    _("The end must be later than the start."),
    _("The form is kept, and you go on with it after your finger or PIN."),
    _(
        "The form is sealed and goes to the office unfinished. With a passkey of this "
        "tablet you could go on with it instead."
    ),
    _(
        "The form stays here. Come to where there is network, so that what is sealed can "
        "be sent and make room, and save again."
    ),
    _("The form stays here. Press Save again."),
    _("The note is sealed"),
    _("The numbers of the units are set by your municipality."),
    _("The office corrects what you save by it. Put the clock right when the shift is over."),
    _("The one who runs the system makes it (docs/tablet-client.md)."),
    _("The server does not answer as it should"),
    _("The server has no key for tablets yet"),
    _("The shift is ended. Go through it together at the office."),
    _("The tablet could not start"),
    _("The tablet is not set up"),
    _("The tablet's clock is {minutes} minutes wrong"),
    _("The tablet's storage does not answer"),
    _("The tablet's storage is full: nothing was saved"),
    _("The tablet's storage is full: save now, or come to where there is network."),
    _("The telephone number is not set by your municipality"),
    _("The time can't be later than now."),
    _("The time is more than a day from the encounter."),
    _("There is no shift to go out on"),
    _("This can't be chosen together with the other answers."),
    _("This form is open in another tab."),
    _("This is outside the time of the shift."),
    _("This tablet has been revoked"),
    _("This tablet has no passkey that can do that. Forms are sealed when it locks."),
    _(
        "This tablet has not been online for {days} days. Come to where there is network "
        "before a new shift is started."
    ),
    _("This tablet is not registered"),
    _("Throw away"),
    _("To the office"),
    _("To the start"),
    _("Try again"),
    _("Unfinished form"),
    _("Waiting"),
    _(
        "What is here is sealed: not even this tablet can read it. Copies stay {days} "
        "days after the server's receipt."
    ),
    _("What is on the tablet's label?"),
    _("What the next crew needs to know"),
    _(
        "What was saved can't be read on the tablet. Write the whole form again, also what the"
        " person said yes to: the new one counts, the old one stays."
    ),
    _("What you have answered here is thrown away."),
    _(
        "What you write now is written as by the one who was last signed in here. If that is not"
        " you, sign in first."
    ),
    _("When the tablet locks in the middle of a form"),
    _("Which shift?"),
    _("Which unit does it belong to?"),
    _("Whom did you meet?"),
    _("With a passkey you can go on after the lock: Settings."),
    _("Write the note."),
    _("Write what is on the tablet's label."),
    _("You can end the shift all the same: what waits is sent when there is network."),
    _("Your form was sealed unfinished"),
    _("Your form was sealed unfinished and goes to the office."),
    _("{n} not accepted"),
)
