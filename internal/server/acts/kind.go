package acts

import "reflect"

// Kind is what a field holds: it decides how the field is drawn and checked.
type Kind string

// Kinds of fields. Those that the page gives by itself are not asked from
// people.
const (
	KindSeq        Kind = "seq"         // given: the case as it was seen
	KindVersion    Kind = "version"     // given: the version of the opinion that was seen
	KindRowVersion Kind = "row-version" // given: the draft as it was saved
	KindAgreed     Kind = "agreed"      // given: true, and nothing else
	KindReason     Kind = "reason"      // a code of the configuration, GET /reasons
	KindWords      Kind = "words"       // several lines
	KindChoice     Kind = "choice"      // one of the field's own
	KindReview     Kind = "review"      // imaging or pathology
	KindWriter     Kind = "writer"      // a person who may answer the case
	KindReader     Kind = "reader"      // a person who may do the review chosen
	KindPhysician  Kind = "physician"   // a physician of the case's clinic
	KindColleague  Kind = "colleague"   // a coordinator who may have the case
	KindPartner    Kind = "partner"     // an organisation that pays for its members
	KindMaterial   Kind = "material"    // one of the case's materials
	KindTask       Kind = "task"        // given: one of the case's tasks
	KindPartOf     Kind = "part-of"     // given: a part that another than the lead was asked for
	KindCall       Kind = "call"        // given: one of the case's calls
	KindTalk       Kind = "conference"  // given: one of the case's conferences
	KindOnce       Kind = "once"        // given: an id that the page makes; what is asked twice under it is done once
	KindUntil      Kind = "until"       // given: the last of the case's messages that was on the screen
	KindLine       Kind = "line"        // one line
	KindRecord     Kind = "record"      // one of the case's records
	KindMessage    Kind = "message"     // given: one of the case's messages
	KindMoment     Kind = "moment"      // a day and a time of day at the office, YYYY-MM-DDTHH:MM
	KindDay        Kind = "day"         // YYYY-MM-DD
	KindRecords    Kind = "records"     // given: some of the case's records, ids with spaces between
	KindThings     Kind = "things"      // given: some of the case's things, ids with spaces between
	KindPart       Kind = "part"        // a part of the letter; empty: the whole
	KindList       Kind = "list"        // entries, each with fields of its own
	KindPassword   Kind = "password"
	KindCode       Kind = "code" // a one-time code
)

// Kinds lists every kind.
func Kinds() []Kind {
	return []Kind{
		KindSeq, KindVersion, KindRowVersion, KindAgreed, KindReason, KindWords, KindChoice, KindReview, KindWriter, KindReader,
		KindPhysician, KindColleague, KindPartner, KindMaterial, KindTask, KindPartOf, KindCall, KindTalk, KindOnce, KindUntil, KindMessage, KindRecord, KindLine, KindMoment, KindDay, KindRecords, KindThings, KindPart, KindList, KindPassword, KindCode,
	}
}

// Given tells whether the page fills the field by itself.
func (k Kind) Given() bool {
	switch k {
	case KindSeq, KindVersion, KindRowVersion, KindAgreed, KindTask, KindPartOf, KindCall, KindTalk, KindOnce, KindUntil, KindRecords, KindThings, KindMessage:
		return true
	}
	return false
}

// Types of fields. A field's type is its kind.
type (
	Seq           int64
	Version       int64
	RowVersion    int64
	Agreed        bool
	Reason        string
	Note          string // words that go to the audit with the act, sealed
	Words         string // words that go elsewhere, sealed
	Report        string // a review's whole report
	Review        string
	Channel       string
	Writer        string
	Reader        string
	Physician     string
	Material      string
	Part          string
	Colleague     string
	Partner       string
	Task          string
	PartOf        string
	Identifier    string // what of the patient was compared
	Came          string // what came of trying
	Again         string // when it is tried again
	Call          string
	Talk          string
	Once          string
	Until         string
	Line          string // one line of words that goes elsewhere, sealed
	Moment        string
	Day           string
	Things        string
	ThingKind     string
	Record        string
	Records       string
	TranslationOf string // who is asked for a translation
	About         string // a message
	Party         string // who is called
	Answered      string // what came of a call
	Diagnosed     string // what became of the first diagnosis
	Treated       string // whether the opinion changed the treatment
	Password      string
	Code          string
)

// Choice is one of what a field may be.
type Choice struct{ Value, Label string }

// kind is what is true of every field of a type, unless its tag says otherwise.
type kind struct {
	Kind
	label string
	need  string // what is asked for where it is missing
	max   int    // runes
	of    []Choice
}

// Longest texts, in runes. A report is longer than any that was ever written;
// a request as a whole is bounded by the door.
const (
	maxWords  = 20_000
	maxReport = 200_000
	maxShort  = 200 // what is not prose: ids, codes, passwords
)

var kinds = map[reflect.Type]kind{
	reflect.TypeFor[Seq]():        {Kind: KindSeq, label: "The case as it was seen"},
	reflect.TypeFor[Version]():    {Kind: KindVersion, label: "Version", need: "Say which version it is about."},
	reflect.TypeFor[RowVersion](): {Kind: KindRowVersion, label: "Saved version", need: "Say which saved version is signed."},
	reflect.TypeFor[Agreed]():     {Kind: KindAgreed, label: "Agreed", need: "Say so."},
	reflect.TypeFor[Reason]():     {Kind: KindReason, label: "Reason", need: "Choose a reason.", max: maxShort},
	reflect.TypeFor[Note]():       {Kind: KindWords, label: "Note", need: "Write it down.", max: maxWords},
	reflect.TypeFor[Words]():      {Kind: KindWords, label: "Text", need: "Write it down.", max: maxWords},
	reflect.TypeFor[Report]():     {Kind: KindWords, label: "Report", need: "Write it down.", max: maxReport},
	reflect.TypeFor[Writer]():     {Kind: KindWriter, label: "Who", need: "Choose a person.", max: maxShort},
	reflect.TypeFor[Reader]():     {Kind: KindReader, label: "Who", need: "Choose a person.", max: maxShort},
	reflect.TypeFor[Physician]():  {Kind: KindPhysician, label: "Who", need: "Choose a physician.", max: maxShort},
	reflect.TypeFor[Material]():   {Kind: KindMaterial, label: "Which material", need: "Choose one.", max: maxShort},
	reflect.TypeFor[Part]():       {Kind: KindPart, label: "Part of the letter", need: "Choose one.", max: maxShort},
	reflect.TypeFor[Colleague]():  {Kind: KindColleague, label: "To whom", need: "Choose a person.", max: maxShort},
	reflect.TypeFor[Partner]():    {Kind: KindPartner, label: "Partner", need: "Choose a partner.", max: maxShort},
	reflect.TypeFor[Task]():       {Kind: KindTask, label: "Task", need: "Say which task.", max: maxShort},
	reflect.TypeFor[PartOf]():     {Kind: KindPartOf, label: "Part of the opinion", need: "Say which part.", max: maxShort},
	reflect.TypeFor[Identifier](): {Kind: KindChoice, label: "What was compared", need: "Choose one.", max: maxShort, of: []Choice{
		{"name", "The name"}, {"birth-date", "The birth date"}, {"reference", "The reference number"}, {"number", "The hospital’s or member’s number"},
	}},
	reflect.TypeFor[Came](): {Kind: KindChoice, label: "What came of it", need: "Choose one.", max: maxShort, of: []Choice{
		{"no-answer", "No answer"}, {"message-left", "Message left"}, {"later", "Not done yet"},
	}},
	reflect.TypeFor[Again](): {Kind: KindChoice, label: "When again", need: "Choose one.", max: maxShort, of: []Choice{
		{"1h", "In an hour"}, {"4h", "In four hours"}, {"next-day", "On the next office day"}, {"week", "In a week"},
	}},
	reflect.TypeFor[Call]():    {Kind: KindCall, label: "Call", need: "Say which call.", max: maxShort},
	reflect.TypeFor[Talk]():    {Kind: KindTalk, label: "Conference", need: "Say which conference.", max: maxShort},
	reflect.TypeFor[Once]():    {Kind: KindOnce, label: "Number of the request", need: "Give the request an id.", max: maxShort},
	reflect.TypeFor[Until]():   {Kind: KindUntil, label: "Messages that were read", need: "Say until which message.", max: maxShort},
	reflect.TypeFor[Line]():    {Kind: KindLine, label: "Text", need: "Write it down.", max: maxShort},
	reflect.TypeFor[Moment]():  {Kind: KindMoment, label: "Day and time", need: "Enter day and time.", max: maxShort},
	reflect.TypeFor[Day]():     {Kind: KindDay, label: "Day", need: "Enter a whole day.", max: maxShort},
	reflect.TypeFor[Things]():  {Kind: KindThings, label: "Which", need: "Choose at least one.", max: maxShort * 100},
	reflect.TypeFor[Records](): {Kind: KindRecords, label: "Which", need: "Choose at least one.", max: maxShort * 1000},
	reflect.TypeFor[TranslationOf](): {Kind: KindChoice, label: "Who is asked for it", need: "Choose one.", max: maxShort, of: []Choice{
		{"clinic", "The clinic"}, {"patient", "The patient"}, {"partner", "The partner"}, {"translator", "A translator"},
	}},
	reflect.TypeFor[ThingKind](): {Kind: KindChoice, label: "What it is", need: "Choose one.", max: maxShort, of: []Choice{
		{"slide", "Slide"}, {"block", "Block"}, {"disc", "Disc or stick"}, {"film", "Film"}, {"other", "Something else"},
	}},
	reflect.TypeFor[Record](): {Kind: KindRecord, label: "Record", need: "Choose a record.", max: maxShort},
	reflect.TypeFor[About]():  {Kind: KindMessage, label: "Message", need: "Say which message.", max: maxShort},
	reflect.TypeFor[Party](): {Kind: KindChoice, label: "Who was called", need: "Choose one.", max: maxShort, of: []Choice{
		{"patient", "Patient"}, {"representative", "Who acts for the patient"}, {"physician", "Physician"}, {"covering", "Covering physician"},
		{"clinic", "Clinic"}, {"partner", "Partner"}, {"other", "Somebody else"},
	}},
	reflect.TypeFor[Answered](): {Kind: KindChoice, label: "What came of it", need: "Choose one.", max: maxShort, of: []Choice{
		{"reached", "Reached"}, {"no-answer", "No answer"}, {"message-left", "Message left"}, {"wrong-number", "Wrong number"},
	}},
	reflect.TypeFor[Diagnosed](): {Kind: KindChoice, label: "The first diagnosis", need: "Choose one, “not known yet” too.", max: maxShort, of: []Choice{
		{"confirmed", "Was confirmed"}, {"refined", "Was refined"}, {"changed", "Was changed"}, {"unknown", "Not known yet"},
	}},
	reflect.TypeFor[Treated](): {Kind: KindChoice, label: "The treatment", need: "Choose one, “not known yet” too.", max: maxShort, of: []Choice{
		{"as-planned", "Went on as planned"}, {"partly", "Changed in part by the opinion"}, {"changed", "Changed by the opinion"}, {"unknown", "Not known yet"},
	}},
	reflect.TypeFor[Password](): {Kind: KindPassword, label: "Password", need: "Type your password.", max: maxShort},
	reflect.TypeFor[Code]():     {Kind: KindCode, label: "One-time code", need: "Type the code.", max: maxShort},
	reflect.TypeFor[Review](): {Kind: KindReview, label: "Which review", need: "Choose one.", max: maxShort, of: []Choice{
		{"imaging", "Imaging"}, {"pathology", "Pathology"},
	}},
	reflect.TypeFor[Channel](): {Kind: KindChoice, label: "How", need: "Choose one.", max: maxShort, of: []Choice{
		{"mail", "By mail"}, {"telephone", "By telephone"}, {"in-person", "In person"}, {"other", "In another way"},
	}},
}
