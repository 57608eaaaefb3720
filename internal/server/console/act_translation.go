package console

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/acts"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/inbox"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
)

// translationView is what was said of a record's language (R15). Who was asked is
// for the desk.
type translationView struct {
	State string `json:"state"` // waiting, here, none
	// Record is the translation, once it is here.
	Record   casefile.RecordID `json:"record"`
	Of       string            `json:"of"` // clinic, patient, partner, translator
	Whom     string            `json:"whom"`
	Note     string            `json:"note"`
	Due      moment            `json:"due"`
	SaidBy   string            `json:"said_by"`
	SaidAt   instant           `json:"said_at"`
	JoinedBy string            `json:"joined_by"`
	JoinedAt moment            `json:"joined_at"`
}

// translations are those of a case's records, by record.
func translations(ctx context.Context, q *db.Queries, f *file, c *chart.Case, names *people) (map[casefile.RecordID]*translationView, error) {
	rows, err := q.ListTranslations(ctx, f.row.ID)
	if err != nil {
		return nil, db.Err(err, "read translations")
	}
	out := map[casefile.RecordID]*translationView{}
	for _, t := range rows {
		v := &translationView{State: t.State, Record: casefile.RecordID(t.TranslationID), Due: moment(t.DueAt), SaidAt: instant(t.SaidAt), JoinedAt: moment(t.JoinedAt)}
		if f.Is(rights.Desk) {
			about, err := c.Translation(t)
			if err != nil {
				return nil, err
			}
			v.Of, v.Whom, v.Note, v.SaidBy, v.JoinedBy = about.Of, about.Whom, about.Note, names.name(t.SaidBy), names.name(t.JoinedBy)
		}
		out[casefile.RecordID(t.RecordID)] = v
	}
	return out, nil
}

// recordAt is one that an act names at a field.
func (d *doing) recordAt(field string, id acts.Record) (deed.Item, error) {
	it, err := d.c.Item(d.ctx, d.q, casefile.RecordID(id))
	if err == nil && it.Kind == deed.ItemRecord {
		return it, nil
	}
	if err != nil && !errs.Is(err, errs.NotFound) {
		return it, err
	}
	return it, &acts.FieldError{Field: field, Err: errs.E(errs.NotFound, "find record", "The case does not have this record any more. Nothing was changed. Choose another.")}
}

// ofRecord has the history say which record an act was about, as the audit does, and
// what was said of it.
func (d *doing) ofRecord(it deed.Item, says ...string) {
	words := append([]string{"“" + it.Name() + "”."}, says...)
	d.cmd.Note = d.c.SealNote(strings.Join(slices.DeleteFunc(words, func(s string) bool { return s == "" }), " "))
	d.cmd.Object = seal.SHA256([]byte(it.Record))
}

func (d *doing) translation(it deed.Item) (db.Translation, error) {
	list, err := d.q.ListTranslations(d.ctx, d.file.row.ID)
	for _, t := range list {
		if t.RecordID == string(it.Record) {
			return t, nil
		}
	}
	return db.Translation{}, db.Err(err, "find translation")
}

// askTranslation: a record is not in English, and somebody is asked for its
// translation; the clinic by a message.
func askTranslation(d *doing, in *acts.AskedTranslation) error {
	const op = "ask for translation"
	if err := d.takesRecords(); err != nil {
		return err
	}
	it, err := d.recordAt("record", in.Record)
	if err != nil {
		return err
	}
	clocks := d.k.Zone
	if in.Of == "clinic" {
		clocks = d.k.clocks(d.c.Clinic)
	}
	at, err := d.toCome("due", in.Due, clocks)
	if err != nil {
		return err
	}
	about := chart.Translation{Of: string(in.Of), Whom: strings.TrimSpace(string(in.Whom)), Note: string(in.Note)}
	sealed, err := d.c.SealTranslation(string(it.Record), about)
	if err != nil {
		return err
	}
	if err := d.q.PutTranslation(d.ctx, db.PutTranslationParams{
		CaseID: d.file.row.ID, RecordID: string(it.Record), State: inbox.Untranslated, AboutSealed: sealed,
		SaidBy: d.cmd.Actor.ID, SaidAt: d.cmd.Now.UnixMilli(), DueAt: at.UnixMilli(),
	}); err != nil {
		return db.Err(err, op)
	}
	if in.Of == "clinic" {
		text := fmt.Sprintf("Records must be in English, or come with a translation. “%s” is not in English. Send a translation of it by %s.", it.Name(), at.In(clocks).Format("2 January 2006"))
		if in.Note != "" {
			text += "\n\n" + string(in.Note)
		}
		if err := d.letter("message", principal.Coordinator, "physician", text, "", ""); err != nil {
			return err
		}
	}
	asked := map[acts.TranslationOf]string{"clinic": "the clinic", "patient": "the patient", "partner": "the partner", "translator": "a translator"}[in.Of]
	if about.Whom != "" {
		asked += " (" + about.Whom + ")"
	}
	d.ofRecord(it, "Asked from "+asked+", to be here on "+at.In(d.k.Zone).Format("2 January 2006")+".", string(in.Note))
	return inbox.AwaitTranslations(d.ctx, d.q, d.file.row.ID, d.cmd.Actor, d.cmd.Now.UnixMilli())
}

// joinTranslation: the translation is one of the case's records.
func joinTranslation(d *doing, in *acts.JoinedTranslation) error {
	const op = "join translation"
	if err := d.takesRecords(); err != nil {
		return err
	}
	it, err := d.recordAt("record", in.Record)
	if err != nil {
		return err
	}
	other, err := d.recordAt("translation", in.Translation)
	if err != nil {
		return err
	}
	if it.Record == other.Record {
		return &acts.FieldError{Field: "translation", Err: errs.E(errs.Refused, op, "This is the record itself. Nothing was changed. Choose the one that it was translated into.")}
	}
	now := d.cmd.Now.UnixMilli()
	before, err := d.translation(it)
	if err != nil {
		return err
	}
	if before.State == "" || before.State == inbox.NeedsNone { // it came with its translation: nobody was asked
		sealed, err := d.c.SealTranslation(string(it.Record), chart.Translation{})
		if err != nil {
			return err
		}
		if err := d.q.PutTranslation(d.ctx, db.PutTranslationParams{
			CaseID: d.file.row.ID, RecordID: string(it.Record), State: inbox.Untranslated, AboutSealed: sealed, SaidBy: d.cmd.Actor.ID, SaidAt: now,
		}); err != nil {
			return db.Err(err, op)
		}
	}
	n, err := d.q.JoinTranslation(d.ctx, db.JoinTranslationParams{
		CaseID: d.file.row.ID, RecordID: string(it.Record), TranslationID: string(other.Record), JoinedBy: d.cmd.Actor.ID, JoinedAt: now,
	})
	if err == nil && n == 0 {
		return errs.E(errs.Conflict, op, "This record has its translation. Nothing was changed. Load the page again.")
	}
	if err != nil {
		return db.Err(err, op)
	}
	d.ofRecord(it, "Its translation is “"+other.Name()+"”.", string(in.Note))
	return inbox.AwaitTranslations(d.ctx, d.q, d.file.row.ID, d.cmd.Actor, now)
}

// noTranslation: a record is in English, whatever it looked like. Where one was
// asked for, it says why none is needed any more.
func noTranslation(d *doing, in *acts.NoTranslationNeeded) error {
	const op = "need no translation"
	if err := d.takesRecords(); err != nil {
		return err
	}
	it, err := d.recordAt("record", in.Record)
	if err != nil {
		return err
	}
	before, err := d.translation(it)
	if err != nil {
		return err
	}
	if before.State == inbox.Untranslated && strings.TrimSpace(string(in.Note)) == "" {
		return &acts.FieldError{Field: "note", Err: incomplete(op, "A translation was asked for. Say why none is needed.")}
	}
	sealed, err := d.c.SealTranslation(string(it.Record), chart.Translation{Note: string(in.Note)})
	if err != nil {
		return err
	}
	if err := d.q.PutTranslation(d.ctx, db.PutTranslationParams{
		CaseID: d.file.row.ID, RecordID: string(it.Record), State: inbox.NeedsNone, AboutSealed: sealed, SaidBy: d.cmd.Actor.ID, SaidAt: d.cmd.Now.UnixMilli(),
	}); err != nil {
		return db.Err(err, op)
	}
	d.ofRecord(it, string(in.Note))
	return inbox.AwaitTranslations(d.ctx, d.q, d.file.row.ID, d.cmd.Actor, d.cmd.Now.UnixMilli())
}

// takesRecords refuses what is said of records where the case takes none.
func (d *doing) takesRecords() error {
	if d.file.takesRecords() {
		return nil
	}
	return errs.E(errs.Refused, "say of record", "The case takes no records where it stands now. Nothing was changed.")
}
