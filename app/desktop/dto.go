// Package desktop is what the window of the clinic's program may ask of it:
// one bound struct for each screen area, and the data that goes over the
// bridge.
//
// It promises that only strings, numbers, booleans, slices and the structs of
// this file's kind cross the bridge, that times are RFC 3339 strings and a
// slice is never null (but in the case document), that every method checks role and lock here and not in the page, and that every
// error that reaches the page is Fault: a kind and a safe message. Bulk data
// does not cross the bridge: a method gives the path of an asset, and the
// asset handler streams it with no-store. What a case means is left to the
// packages below.
//
// The bound structs and their methods, one struct for each area:
//
//	Session   State() State
//	          CreateVault(NewVault) (KitOffer, error)
//	          Kit() (KitOffer, error)               again, until it is confirmed
//	          SaveKit() (string, error)             dialog; "" when the person closed it; refused inside the data folder
//	          ConfirmKit(word string) error         the group asked for in KitOffer.Ask; ends the step, the vault is open then
//	          NewKit(own string) (State, error)      in place of one that nobody has; to be confirmed again
//	          Unlock(user, passphrase string) (State, error)
//	          Recover(kit, user, passphrase string, fresh bool) (State, error)   fresh: a new passphrase and new keys
//	          Lock() error
//	          Flushed(asked int, saved bool)         answers the event flush
//	          Close()                                the person was asked what is lost by it
//	          Touched()                              a person's key or pointer; nothing else puts off the idle lock
//	          AddUser(NewUser) (State, error)
//	          RemoveUser(name, own string) (State, error)
//	          ChangePassphrase(old, new string) error
//	Enrol     Look(url, code string) (EnrolOffer, error)   reads the code, asks nobody
//	          Accept(url, code, passphrase, as string) (State, error)   as: the name in the code, where the user confirmed to be that person
//	Places    Countries() []Country
//	          Decide(LocationQuestion) (LocationAnswer, error)   keeps nothing
//	Cases     List() ([]CaseRow, error)
//	          Create(LocationQuestion) (string, error)           kind refused: nothing was kept
//	          Get(id string) (CaseView, error)
//	          SaveSection(SectionSave) (SectionSaved, error)     kind conflict: another version is stored
//	          Check(id string) (CheckResult, error)
//	          Quote(id string) (Quote, error)
//	          Guide(id string) (GuideView, error)
//	          Discard(id, family string) error                   family: typed to confirm
//	          KeepWords(id, place, text string) error            what was typed for an act, over a lock; empty forgets it
//	          Words(id, place string) (string, error)
//	          Amend(id string) error                             opens a sealed case for a further version
//	          Messages(id string) ([]MessageView, error)         with OSO's coordinators
//	          Say(MessageDraft) ([]MessageView, error)           kept, and sent with the next exchange
//	          AskFurther(FurtherDraft) ([]MessageView, error)    the physician's, of a released opinion
//	          TellOutcome(OutcomeDraft) ([]MessageView, error)   what became of the case
//	          Timeline(id string) ([]TimelineEntry, error)
//	Agreement Text(id string) (AgreementText, error)
//	          Signed(id string) (SignedText, error)              as it was signed, with signature or scan
//	          SaveSheet(id, paper string) (string, error)        dialog; to be signed with a pen
//	          Sign(AgreementSignature) (AgreementState, error)
//	          ChooseScan() (string, error)                       dialog; a path or ""
//	Records   List(id string) (RecordList, error)
//	          ChooseFiles() ([]string, error)                    dialog
//	          ChooseFolder() ([]string, error)                   dialog; no or one path
//	          Start(id string, paths []string) (ImportState, error)
//	          State(id string) (ImportState, error)
//	          Stop(id string) error                              keeps what was read
//	          GoOn(id string) (ImportState, error)               dialog where the place is not known; reads the rest
//	          SetAside(id, unfinished, reason string) error      what did not come in is not needed
//	          Adding() Adding                                    also behind the lock
//	          Decide(RecordDecision) error
//	          Export(id string) (Exported, error)                dialog; every record, original bytes
//	Seal      Preview(id string) (SealPreview, error)
//	          Seal(SealAct) (Sealed, error)
//	Sync      Status() (SyncStatus, error)
//	          Now() (SyncStatus, error)                          returns when begun; events tell the rest
//	          Notices() ([]Notice, error)                        what nobody has read yet
//	          Read(notice string) error
//	Opinion   Head(id string) (OpinionHead, error)               never shows content
//	          Open(id, passphrase string, delegate bool) (OpinionView, error)   the first opening needs the passphrase and is the access; delegate: staff may read it then
//	          Acknowledge(id string, version int, passphrase string) (OpinionView, error)   a correction was read
//	          Verify(id, passphrase string) (Proof, error)       signers only; is no access
//	          Letter(id, paper string, version int) (Asset, error)   paper: "a4" or "letter"; version 0: the newest
//	          Earlier(id string, version int, passphrase string) (OpinionView, error)   one that the newest adds to
//	          SaveNote(id, text string) (string, error)          dialog; what was learnt, as PDF, or as a text where the name that is chosen ends in .txt
//	          SavePDF(id, paper string, version int) (string, error)   dialog; "" when closed
//	          Export(id string) (string, error)                  dialog; the signed package
//	Support   CopyText(text string) error                        clipboard
//	          KeepPaper(paper string) error                      "a4" or "letter": what is offered at this desk from now on
//	          Details() (string, error)                          version, system, last error kinds; no patient data
//
// Events (name, one argument):
//
//	flush          int            the vault locks or the window closes: save what was typed, then Flushed with this number
//	closing        Closing        somebody closes the window, and this would be lost
//	session        State          locked, unlocked, users or enrollment changed
//	cases          string         a case id; what the page knows of it is old ("" : of all)
//	import         ImportState    at most two a second while an import runs, and at its end
//	adding         Adding         with it, and behind the lock
//	sync           SyncStatus     at most two a second while an exchange runs, and at its end
package desktop

// Fault is how an error reaches the page. Kind is one of errs.Kind; Message
// says what happened, what is safe and what to do next.
type Fault struct {
	Kind    string `json:"kind"`
	Message string `json:"message"`
}

// Notice is a sentence that stands at the workstation until somebody has read it.
type Notice struct {
	ID      string `json:"id"`
	At      string `json:"at"`
	Message string `json:"message"`
}

// State is the whole of what the page knows before a case is opened.
type State struct {
	Vault   string   `json:"vault"`    // none, kit (created, kit not yet confirmed), locked, open
	User    string   `json:"user"`     // who has it open; "" while locked
	Role    string   `json:"role"`     // physician or staff; "" while locked
	Users   []User   `json:"users"`    // shown on the lock screen
	Keyring string   `json:"keyring"`  // used, or passphrase-alone
	Clinic  Clinic   `json:"clinic"`   // as the service knows it; empty before enrollment
	Service Service  `json:"service"`  // how to reach OSO (R60), from configuration
	NoKit   bool     `json:"no_kit"`   // nobody confirmed the recovery kit: nobody may have it
	Damage  []string `json:"damage"`   // what opening found changed, missing or put back, in people's words; said on every screen
	Demo    bool     `json:"demo"`     // the enrollment's root is a demonstration's; said on every screen
	Locked  Locked   `json:"locked"`   // how it came to be locked
	Version string   `json:"version"`  // of the program
	DataDir string   `json:"data_dir"` // where the vault lies
}

// User of this vault.
type User struct {
	Name     string `json:"name"`
	Role     string `json:"role"`     // physician or staff
	Enrolled bool   `json:"enrolled"` // this physician's keys are certified
}

// Clinic is the practice at this workstation.
type Clinic struct {
	Name     string `json:"name"`
	Enrolled bool   `json:"enrolled"`
	Server   string `json:"server"` // host only
	Since    string `json:"since"`
}

// Service is the office behind the program (R4, R60).
type Service struct {
	Name               string `json:"name"` // the wordmark
	Phone              string `json:"phone"`
	PhoneInternational string `json:"phone_international"`
	Email              string `json:"email"`
	Hours              string `json:"hours"`
}

// Closing is what closing the window now would cost.
type Closing struct {
	Unsaved   bool `json:"unsaved"`   // what was typed could not be saved
	Importing bool `json:"importing"` // records are being added to a case
}

// Locked says when and why.
type Locked struct {
	At  string `json:"at"`
	Why string `json:"why"` // idle, asked, started
}

// NewVault is the first step at a new workstation.
type NewVault struct {
	User       string `json:"user"`
	Role       string `json:"role"` // physician or staff
	Passphrase string `json:"passphrase"`
}

// NewUser is added by a physician, or by staff while there is none. The
// passphrase is the new user's own, typed by that person; Own is the
// passphrase of whoever adds.
type NewUser struct {
	Name       string `json:"name"`
	Role       string `json:"role"`
	Passphrase string `json:"passphrase"`
	Own        string `json:"own"`
}

// KitOffer is the recovery kit, shown once and never stored.
type KitOffer struct {
	Groups  []string `json:"groups"`  // the kit's words or groups, in order
	Ask     int      `json:"ask"`     // index of the group that ConfirmKit wants typed
	Keyring string   `json:"keyring"` // used, or passphrase-alone with the reason in KeyringNote
	Note    string   `json:"note"`    // why the passphrase stands alone; "" otherwise
}

// EnrolOffer is what an enrollment code says before it is redeemed.
type EnrolOffer struct {
	Server      string `json:"server"`      // host
	Clinic      string `json:"clinic"`      // the clinic it is bound to
	Physician   string `json:"physician"`   // the person it is for, as the code says it
	Role        string `json:"role"`        // physician or staff
	NotYou      string `json:"not_you"`     // why this workstation takes the code to be another's, in words; "" where it does not
	Expires     string `json:"expires"`     // time
	Demo        bool   `json:"demo"`        // a demonstration's root
	Fingerprint string `json:"fingerprint"` // of the root, groups of four; shown where it is not the program's own
}

// Asset is bulk data: a path below the page's origin that the asset handler
// answers while the vault is open, once or in ranges.
type Asset struct {
	Path  string `json:"path"`
	Type  string `json:"type"` // media type
	Bytes int64  `json:"bytes"`
	Name  string `json:"name"` // proposed file name, without patient data
}
