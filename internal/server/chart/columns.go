package chart

import (
	"encoding/json"
	"strconv"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/wire"
)

// column names a sealed column. The name is part of what is authenticated:
// never rename one.
type column string

const (
	summary      column = "cases.summary"        // Patient
	document     column = "cases.document"       // casefile.Document, JSON as sealed by the clinic
	contact      column = "cases.contact"        // Contact
	agreement    column = "cases.agreement"      // Agreement
	amendment    column = "case_versions.why"    // text; row: version
	record       column = "records.item"         // deed.Item; row: record id
	image        column = "images.image"         // looked; row: record id
	recordText   column = "record_texts.text"    // Text; row: record id
	keyImages    column = "key_images.images"    // list of casefile.KeyImage
	material     column = "materials.what"       // text; row: material id
	materialNote column = "materials.note"       // text; row: material id
	thing        column = "things.about"         // Thing; row: thing id
	translation  column = "translations.about"   // Translation; row: record id
	message      column = "messages.body"        // Message; row: message id
	callBody     column = "calls.body"           // Call; row: call id
	lackWords    column = "lacks.words"          // text; row: opinion id, a slash, code
	arranged     column = "arrangements.body"    // Arrangement; row: its id
	auditNote    column = "audit.note"           // text; row: empty, since the number is not known yet
	synopsis     column = "offers.synopsis"      // the offering door's own; row: person id
	finding      column = "critical.finding"     // text
	call         column = "critical.call"        // text
	overread     column = "overreads.report"     // the opinion's own; row: kind
	reading      column = "signed_readings.body" // the opinion's own; row: id
	loanPlace    column = "material_loans.place" // text; row: id
	draft        column = "opinions.draft"       // the opinion's own; row: version
	content      column = "opinions.content"     // deed.Content, canonical bytes; row: version
	comments     column = "opinions.comments"    // the opinion's own, until remarks were; row: version
	remark       column = "remarks.body"         // the opinion's own; row: remark id
	answer       column = "remarks.answer"       // text; row: remark id
	stateHead    column = "draft_states.head"    // the opinion's own; row: version, a slash, row version
	stateBody    column = "draft_states.body"    // the opinion's own; row: as its head's
	ownNote      column = "own_notes.body"       // the opinion's own; row: person id, a slash, name
	letterA4     column = "opinions.pdf_a4"      // PDF, in a blob; row: version
	letterUS     column = "opinions.pdf_letter"
	picture      column = "pictures.picture"  // PNG, in a blob; row: SHA-256 of the PNG
	inboxItem    column = "inbox_items.about" // the inbox's own; the item is its own case
)

// Of parts of an opinion that others than its lead write; row: contribution id.
const (
	contribution column = "contributions.about"  // the opinion's own
	partDraft    column = "contributions.draft"  // text
	partSigned   column = "contributions.signed" // the opinion's own
)

// conference is a Conference; row: conference id.
const conference column = "conferences.body"

const purpose = "oso/server/column/v1" // at (case, column, row)

// Columns seals and opens what of one case stands sealed in the database: each
// value opens only in the case, column and row that it was sealed for. It is
// safe for use by several goroutines.
type Columns struct {
	id  casefile.CaseID
	box *seal.Box
}

// ColumnsOf takes the case's opened key: for a case that has no row yet, and
// for a list that opens one column of many cases. Else Case has them.
func ColumnsOf(id casefile.CaseID, key *seal.Key) *Columns {
	return &Columns{id, seal.NewBox(key, purpose)}
}

// seal seals bytes for a column; row tells rows of one case apart and is empty
// for the columns of cases.
func (c *Columns) seal(col column, row string, plain []byte) []byte {
	return c.box.Seal(nil, plain, string(c.id), string(col), row)
}

// open opens what seal made; an empty column is empty.
func (c *Columns) open(col column, row string, sealed []byte) ([]byte, error) {
	if len(sealed) == 0 {
		return nil, nil
	}
	return c.box.Open(nil, sealed, string(c.id), string(col), row)
}

func (c *Columns) sealJSON(col column, row string, v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, errs.Wrap(err, errs.Internal, "seal "+string(col), "")
	}
	return c.seal(col, row, b), nil
}

// openJSON opens into v; an empty column leaves v as it is.
func (c *Columns) openJSON(col column, row string, sealed []byte, v any) error {
	b, err := c.open(col, row, sealed)
	if err != nil || b == nil {
		return err
	}
	return errs.Wrap(json.Unmarshal(b, v), errs.Damaged, "read "+string(col), "")
}

func (c *Columns) text(col column, row string, sealed []byte) (string, error) {
	b, err := c.open(col, row, sealed)
	return string(b), err
}

func version(n int64) string { return strconv.FormatInt(n, 10) }

// Patient is what a list shows of whom the case is about.
type Patient struct {
	Name      string       `json:"name"`
	Surname   string       `json:"surname"` // the end of Name that is never cut; empty in what was kept before
	Native    string       `json:"native"`
	Sex       casefile.Sex `json:"sex"`
	BirthDate string       `json:"birth_date"`
}

// Contact is how the patient, or who acts for the patient, is reached.
type Contact struct {
	Name    string           `json:"name"`
	Email   string           `json:"email"`
	Phone   string           `json:"phone"`
	Address casefile.Address `json:"address"`
}

// Agreement is the agreement as it was signed: the evidence, the exact text,
// and the record that holds the scan, if there is one.
type Agreement struct {
	deed.Agreement
	Text string            `json:"text"`
	Scan casefile.RecordID `json:"scan"`
}

// Kinds of messages of the clinic's that are more than words.
const (
	FurtherQuestions = "further" // of a released opinion (R58)
	OutcomeTold      = "outcome" // what became of the case
)

// Message is one message between coordinator and clinic.
type Message struct {
	From      string `json:"from"` // name and role
	Text      string `json:"text"`
	wire.Asks        // of the clinic's
}

// SealPatient seals whom the case is about.
func (c *Columns) SealPatient(p Patient) ([]byte, error) { return c.sealJSON(summary, "", p) }

// OpenPatient opens what SealPatient made.
func (c *Columns) OpenPatient(sealed []byte) (Patient, error) {
	var p Patient
	err := c.openJSON(summary, "", sealed, &p)
	return p, errs.Op(err, "open patient")
}

// Asked is what lists are searched by besides whom a case is about.
type Asked struct {
	Questions []casefile.Question `json:"questions"`
	Payer     casefile.Payer      `json:"payer"`
}

// OpenAsked opens that much of what SealDocument made.
func (c *Columns) OpenAsked(sealed []byte) (Asked, error) {
	var a Asked
	err := c.openJSON(document, "", sealed, &a)
	return a, errs.Op(err, "open document")
}

// SealDocument seals what the clinic asks.
func (c *Columns) SealDocument(d *casefile.Document) ([]byte, error) {
	return c.sealJSON(document, "", d)
}

// SealContact seals how the patient is reached.
func (c *Columns) SealContact(d Contact) ([]byte, error) { return c.sealJSON(contact, "", d) }

// SealAgreement seals the patient's agreement.
func (c *Columns) SealAgreement(a Agreement) ([]byte, error) { return c.sealJSON(agreement, "", a) }

// SealAmendment seals what a further version says that it changes.
func (c *Columns) SealAmendment(version int, why string) []byte {
	return c.seal(amendment, strconv.Itoa(version), []byte(why))
}

// SealItem seals a record's or scan's place in the manifest.
func (c *Columns) SealItem(it deed.Item) ([]byte, error) {
	return c.sealJSON(record, string(it.Record), it)
}

// SealKeyImages seals the images that the clinic marked.
func (c *Columns) SealKeyImages(all []casefile.KeyImage) ([]byte, error) {
	return c.sealJSON(keyImages, "", all)
}

// SealMaterial seals what a material is.
func (c *Columns) SealMaterial(id, what string) []byte {
	return c.seal(material, id, []byte(what))
}

// SealMaterialNote seals what a coordinator notes about a material.
func (c *Columns) SealMaterialNote(id, note string) []byte {
	return c.seal(materialNote, id, []byte(note))
}

// Material is what it is, and what was noted about it.
func (c *Columns) Material(m db.Material) (what, note string, err error) {
	if what, err = c.text(material, m.ID, m.DescriptionSealed); err == nil {
		note, err = c.text(materialNote, m.ID, m.NoteSealed)
	}
	return what, note, err
}

// Thing is a slide, a block, or a disc: what stands on it, where it lies, and how
// it went back.
type Thing struct {
	Marks     string `json:"marks"`
	Accession string `json:"accession,omitempty"`
	Place     string `json:"place,omitempty"`
	Carrier   string `json:"carrier,omitempty"`
	Tracking  string `json:"tracking,omitempty"`
	// Was is what was written down of it before, and corrected, the first one first.
	Was []ThingWas `json:"was,omitempty"`
}

// ThingWas is what a thing was taken for until somebody corrected it.
type ThingWas struct {
	Kind      string    `json:"kind"`
	Marks     string    `json:"marks"`
	Accession string    `json:"accession,omitempty"`
	By        string    `json:"by"` // a person's id
	At        time.Time `json:"at"`
	Why       string    `json:"why"`
}

// SealThing seals one by its id.
func (c *Columns) SealThing(id string, t Thing) ([]byte, error) { return c.sealJSON(thing, id, t) }

// Thing opens one.
func (c *Columns) Thing(t db.Thing) (Thing, error) {
	var out Thing
	err := c.openJSON(thing, t.ID, t.AboutSealed, &out)
	return out, errs.Op(err, "open thing")
}

// Translation is what was said of a record's language.
type Translation struct {
	Of   string `json:"of,omitempty"`   // who was asked: clinic, patient, partner, translator
	Whom string `json:"whom,omitempty"` // who that is
	Note string `json:"note,omitempty"`
}

// SealTranslation seals it by the record's id.
func (c *Columns) SealTranslation(record string, t Translation) ([]byte, error) {
	return c.sealJSON(translation, record, t)
}

// Translation opens one.
func (c *Columns) Translation(t db.Translation) (Translation, error) {
	var out Translation
	err := c.openJSON(translation, t.RecordID, t.AboutSealed, &out)
	return out, errs.Op(err, "open translation")
}

// SealInboxItem seals what is known of an item that is no case's yet.
func (c *Columns) SealInboxItem(v any) ([]byte, error) { return c.sealJSON(inboxItem, "", v) }

// OpenInboxItem opens it.
func (c *Columns) OpenInboxItem(sealed []byte, v any) error {
	return errs.Op(c.openJSON(inboxItem, "", sealed, v), "open inbox item")
}

// SealMessage seals a message by its id.
func (c *Columns) SealMessage(id string, m Message) ([]byte, error) {
	return c.sealJSON(message, id, m)
}

// Message opens one.
func (c *Columns) Message(m db.Message) (Message, error) {
	var out Message
	err := c.openJSON(message, m.ID, m.BodySealed, &out)
	return out, errs.Op(err, "open message")
}

// Call is what was sealed of a call that somebody logged.
type Call struct {
	Number string `json:"number"`
	With   string `json:"with"` // who answered
	Said   string `json:"said"`
}

// SealLoggedCall seals a call by its id.
func (c *Columns) SealLoggedCall(id string, l Call) ([]byte, error) {
	return c.sealJSON(callBody, id, l)
}

// LoggedCall opens one.
func (c *Columns) LoggedCall(row db.Call) (Call, error) {
	var l Call
	err := c.openJSON(callBody, row.ID, row.BodySealed, &l)
	return l, errs.Op(err, "open call")
}

// Conference is what specialists decided who talked a case over.
type Conference struct {
	Held    time.Time `json:"held"`
	With    string    `json:"with"`
	Decided string    `json:"decided"`
}

// SealConference seals one by its id.
func (c *Columns) SealConference(id string, v Conference) ([]byte, error) {
	return c.sealJSON(conference, id, v)
}

// OpenConference opens one.
func (c *Columns) OpenConference(row db.Conference) (Conference, error) {
	var v Conference
	err := c.openJSON(conference, row.ID, row.BodySealed, &v)
	return v, errs.Op(err, "open conference")
}

// Arrangement is what was sealed of a placement or a hand-off.
type Arrangement struct {
	Where     string `json:"where"`
	Day       string `json:"day,omitempty"`       // of a placement that is arranged, YYYY-MM-DD
	Agreement string `json:"agreement,omitempty"` // version of the third party's own
	SignedBy  string `json:"signed_by,omitempty"`
	SignedOn  string `json:"signed_on,omitempty"` // YYYY-MM-DD
	Scan      string `json:"scan,omitempty"`      // record
	Note      string `json:"note,omitempty"`
}

// SealArrangement seals one by its id.
func (c *Columns) SealArrangement(id string, a Arrangement) ([]byte, error) {
	return c.sealJSON(arranged, id, a)
}

// Arrangement opens one.
func (c *Columns) Arrangement(row db.Arrangement) (Arrangement, error) {
	var a Arrangement
	err := c.openJSON(arranged, row.ID, row.BodySealed, &a)
	return a, errs.Op(err, "open arrangement")
}

// SealLack seals an author's words about what was missing.
func (c *Columns) SealLack(opinion, code, words string) []byte {
	return c.seal(lackWords, opinion+"/"+code, []byte(words))
}

// Lack opens them.
func (c *Columns) Lack(row db.Lack) (string, error) {
	return c.text(lackWords, row.OpinionID+"/"+row.Code, row.WordsSealed)
}

// SealNote seals a note for the audit or an offer.
func (c *Columns) SealNote(note string) []byte { return c.seal(auditNote, "", []byte(note)) }

// Note opens what SealNote made.
func (c *Columns) Note(sealed []byte) (string, error) { return c.text(auditNote, "", sealed) }

// SealSynopsis seals what an offered person decides by.
func (c *Columns) SealSynopsis(person string, v any) ([]byte, error) {
	return c.sealJSON(synopsis, person, v)
}

// OpenSynopsis opens an offer's.
func (c *Columns) OpenSynopsis(o db.Offer, v any) error {
	return c.openJSON(synopsis, o.PersonID, o.SynopsisSealed, v)
}

// SealFinding seals what must be telephoned at once.
func (c *Columns) SealFinding(text string) []byte { return c.seal(finding, "", []byte(text)) }

// SealCall seals how it was told.
func (c *Columns) SealCall(text string) []byte { return c.seal(call, "", []byte(text)) }

// Critical is what was found, and how it was told.
func (c *Columns) Critical(x db.CriticalFinding) (found, told string, err error) {
	if found, err = c.text(finding, "", x.FindingSealed); err == nil {
		told, err = c.text(call, "", x.CallSealed)
	}
	return found, told, err
}
