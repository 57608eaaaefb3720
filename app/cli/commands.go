package cli

import (
	"flag"
	"strings"

	"oso/internal/intake"
)

// commands is every subcommand, in the order in which help lists them.
var commands = []command{
	{name: "vault create", about: "new vault with its first user", run: vaultCreate, flags: func(f *flag.FlagSet, o *options) {
		f.StringVar(&o.role, "role", "", "physician or staff")
		f.StringVar(&o.kitFile, "recovery-kit", "", "`file` for the recovery kit, outside the data folder")
		f.BoolVar(&o.noKeyring, "no-keyring", false, "the passphrase alone opens the vault")
	}},
	{name: "vault add-user", args: "NAME", about: "one more user of this vault", min: 1, max: 1, run: vaultAddUser, flags: func(f *flag.FlagSet, o *options) {
		f.StringVar(&o.role, "role", "", "physician or staff")
		newPassphraseFlag(f, o)
	}},
	{name: "vault remove-user", args: "NAME", about: "takes a user out and makes a new vault key", min: 1, max: 1, run: vaultRemoveUser},
	{name: "vault change-passphrase", about: "a new passphrase for the user", run: vaultChangePassphrase, flags: newPassphraseFlag},
	{name: "vault kit", args: "FILE", about: "a new recovery kit, written outside the data folder; the one before opens only older backups", min: 1, max: 1, run: vaultKit},
	{name: "vault recover", about: "opens the vault with its recovery kit and sets a new passphrase", run: vaultRecover, flags: func(f *flag.FlagSet, o *options) {
		f.StringVar(&o.kit, "kit", "", "`file` with the recovery kit")
		newPassphraseFlag(f, o)
	}},
	{name: "vault verify", about: "opens every seal", run: vaultVerify},
	{name: "vault backup", args: "FILE", about: "a sealed copy of the vault, verified", min: 1, max: 1, run: vaultBackup},
	{name: "vault restore", args: "FILE", about: "a vault from its sealed copy, into an empty folder", min: 1, max: 1, run: vaultRestore},

	{name: "case template", about: "a made-up case to begin from", run: caseTemplate, flags: func(f *flag.FlagSet, o *options) {
		f.StringVar(&o.records, "records", "", "also write the made-up case's records into this `folder`")
	}},
	{name: "case create", args: "FILE.json", about: "new case from a document", min: 1, max: 1, run: caseCreate},
	{name: "case list", about: "all cases", run: caseList},
	{name: "case show", args: "ID", about: "one case", min: 1, max: 1, run: caseShow},
	{name: "case check", args: "ID", about: "what is left before the seal", min: 1, max: 1, run: caseCheck},
	{name: "case accept", args: "ID", about: "says that what was taken from the records is right", min: 1, max: 1, run: caseAccept, flags: func(f *flag.FlagSet, o *options) {
		f.Var(&o.field, "field", "only this `field`, as case check names it; may be given again")
	}},
	{name: "case amend", args: "ID", about: "opens a sealed case for a further version", min: 1, max: 1, run: caseAmend},
	{name: "case discard", args: "ID", about: "destroys a case that was never sealed", min: 1, max: 1, run: caseDiscard},

	{name: "agreement show", args: "ID", about: "the text the patient signs", min: 1, max: 1, run: agreementShow, flags: func(f *flag.FlagSet, o *options) {
		f.StringVar(&o.signer, "signer", "", "who signs, by `name`")
		f.StringVar(&o.relation, "relation", intake.Self, "self, or how the signer is related: "+strings.Join(intake.Relations(), ", ")+", or as the case says it")
	}},
	{name: "agreement sign", args: "ID", about: "records the patient's agreement", min: 1, max: 1, run: agreementSign, flags: func(f *flag.FlagSet, o *options) {
		f.StringVar(&o.signer, "signer", "", "who signed, by `name`")
		f.StringVar(&o.relation, "relation", intake.Self, "self, or how the signer is related: "+strings.Join(intake.Relations(), ", ")+", or as the case says it")
		f.StringVar(&o.scan, "scan", "", "`file` with the signed paper")
		f.StringVar(&o.textVersion, "version", "", "the `text` that was read and signed, as agreement show names it and the paper says it; where OSO’s text is another by now, nothing is recorded. Without it, the text of today is")
	}},
	{name: "import", args: "ID [PATH...]", about: "adds files, folders, discs, ZIPs; one that was ended early goes on, without a PATH all of them", min: 1, max: -1, run: importRecords, flags: func(f *flag.FlagSet, o *options) {
		archives(f, o)
	}},
	{name: "disc survey", args: "PATH...", about: "what lies on a disc, a drive or in a ZIP: whose, from where; stores nothing", min: 1, max: -1, run: discSurvey},
	{name: "records discrepancies", args: "ID", about: "what import found, the worst first, each series and file named", min: 1, max: 1, run: recordsDiscrepancies},
	{name: "disc take", args: "PATH...", about: "begins a case for each patient on a disc, or adds to the one that is found; what is there already is not taken twice", min: 1, max: -1, run: discTake, flags: func(f *flag.FlagSet, o *options) {
		f.StringVar(&o.country, "country", "", "where the patients live: ISO 3166-1, as in `US`; asked before anything is stored")
		f.StringVar(&o.region, "region", "", "the state or territory, as in `MA`")
		f.Var(&o.person, "person", "only this patient, by the `key` that disc survey prints; may be given again")
		f.StringVar(&o.into, "into", "", "the case that takes them, by `id`: of one patient")
		f.StringVar(&o.table, "table", "", "a `file` (CSV, XLSX) with the cases: whom it lists gets what it says; who is not in it stays")
		f.BoolVar(&o.nobody, "nobody", false, "also the files that name nobody, where all goes into one case or they lie beside one patient's")
		archives(f, o)
	}},
	{name: "disc go-on", about: "goes on with discs whose records were not all added", run: discGoOn, flags: archives},
	{name: "imports list", args: "ID", about: "the imports into a case: when, by whom, from where, how far", min: 1, max: 1, run: importsList},
	{name: "imports show", args: "ID IMPORT", about: "what became of each file of an import", min: 2, max: 2, run: importsShow, flags: func(f *flag.FlagSet, o *options) {
		f.StringVar(&o.outcome, "outcome", "all", "only files of this `outcome`: imported, kept, duplicate, rejected, unread")
		f.IntVar(&o.from, "from", 0, "begin with the file of this `number`")
		f.IntVar(&o.limit, "limit", 1000, "at most so many files")
	}},
	{name: "imports end", args: "ID IMPORT", about: "ends an import whose rest is not needed; what was read is kept", min: 2, max: 2, run: importsEnd, flags: func(f *flag.FlagSet, o *options) {
		f.StringVar(&o.reason, "reason", "", "why, in a few words")
	}},
	{name: "records request", args: "ID [FILE.pdf]", about: "the letter to the place that made the records: what is missing, or cannot be read", min: 1, max: 2, run: recordsRequest, flags: func(f *flag.FlagSet, o *options) {
		f.StringVar(&o.place, "place", "", "the `place` as the records name it, where there are several")
		f.StringVar(&o.paper, "paper", "", "a4 or letter; else what is usual where the patient lives")
	}},
	{name: "records decide", args: "ID", about: "decides on what import found", min: 1, max: 1, run: recordsDecide, flags: func(f *flag.FlagSet, o *options) {
		f.StringVar(&o.code, "code", "", "the `code` that case check names")
		f.BoolVar(&o.accept, "accept", false, "keep these records")
		f.BoolVar(&o.leaveOut, "leave-out", false, "do not send these records")
		f.BoolVar(&o.takeBack, "take-back", false, "take back what was decided about these records")
		f.StringVar(&o.reason, "reason", "", "why, in a few words")
		f.Var(&o.record, "record", "a record's `id`; may be given again")
		f.Var(&o.series, "series", "a series' `UID`; may be given again")
	}},
	{name: "export", args: "ID DIR", about: "every record, original bytes", min: 2, max: 2, run: export},
	{name: "seal", args: "ID", about: "the physician's act: closes the case for OSO", min: 1, max: 1, run: sealCase, flags: func(f *flag.FlagSet, o *options) {
		f.BoolVar(&o.participate, "participate", false, "accepts the participation statement")
		f.StringVar(&o.amendment, "amendment", "", "what changed and why, from the second version on")
	}},
	{name: "enrol", args: "URL CODE", about: "binds this vault to OSO, for the person whom the code names", min: 2, max: 2, run: enrol, flags: func(f *flag.FlagSet, o *options) {
		f.StringVar(&o.as, "as", "", "your `NAME` as the code says it, where your sign-in name is another")
	}},
	{name: "sync", about: "one whole exchange with OSO", run: exchange},

	{name: "message list", args: "ID", about: "what went to and fro with OSO about a case", min: 1, max: 1, run: messageList},
	{name: "message send", args: "ID FILE", about: "writes to OSO about a case, with the words in a text file; sent with the next exchange", min: 2, max: 2, run: messageSend, flags: func(f *flag.FlagSet, o *options) {
		f.StringVar(&o.answers, "answers", "", "the message that it answers, by `id`")
	}},
	{name: "opinion list", about: "opinions that arrived", run: opinionList},
	{name: "opinion show", args: "ID", about: "the opinion; the physician's first opening tells the service", min: 1, max: 1, run: opinionShow, flags: func(f *flag.FlagSet, o *options) {
		f.BoolVar(&o.delegate, "delegate", false, "the clinic's staff may read it from now on, too")
		versionFlag(f, o)
	}},
	{name: "opinion ask", args: "ID FILE", about: "asks further questions of an opinion that was opened, from a text file, a paragraph each", min: 2, max: 2, run: opinionAsk},
	{name: "opinion outcome", args: "ID DIAGNOSIS TREATMENT", about: "tells OSO what became of it: confirmed, refined, changed, unknown; as-planned, partly, changed, unknown", min: 3, max: 3, run: opinionOutcome},
	{name: "opinion save", args: "ID FILE.pdf", about: "the opinion as a letter", min: 2, max: 2, run: opinionSave, flags: func(f *flag.FlagSet, o *options) {
		f.StringVar(&o.paper, "paper", "", "a4 or letter; else what is usual where the clinic is")
		versionFlag(f, o)
	}},
	{name: "opinion export", args: "ID FILE", about: "the signed package, to be verified anywhere", min: 2, max: 2, run: opinionExport},
	{name: "opinion acknowledge", args: "ID", about: "says that a correction was read", min: 1, max: 1, run: opinionAcknowledge},
	{name: "opinion verify", args: "[ID]", about: "who signed, and whether it is what was signed", max: 1, run: opinionVerify, flags: func(f *flag.FlagSet, o *options) {
		f.StringVar(&o.file, "file", "", "verify this exported `package`")
	}},
	{name: "version", about: "version and commit", run: version, flags: func(f *flag.FlagSet, o *options) {
		f.BoolVar(&o.notices, "notices", false, "also the notices about the work of others in the program")
	}},
}

func versionFlag(f *flag.FlagSet, o *options) {
	f.IntVar(&o.version, "version", 0, "this `version`, which the newest adds to; 0: the newest")
}

func newPassphraseFlag(f *flag.FlagSet, o *options) {
	f.IntVar(&o.newFD, "new-passphrase-fd", -1, "read the new passphrase from this file `number`")
}

// archives are the flags of what may meet locked archives.
func archives(f *flag.FlagSet, o *options) {
	f.IntVar(&o.archiveFD, "archive-password-fd", -1, "read the password of locked archives from this file `number`; or OSO_ARCHIVE_PASSWORD, or the terminal")
	f.BoolVar(&o.birthDate, "try-birth-date", false, "try the case's birth date, in its usual spellings, on locked archives")
}
