package console

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/acts"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// mostThings bounds the slides, blocks, and discs of one case.
const mostThings = 500

// thingView is a slide, a block, or a disc.
type thingView struct {
	ID         string  `json:"id"`
	Number     int64   `json:"number"` // within the case, as its printed label says
	Kind       string  `json:"kind"`   // slide, block, disc, film, other
	Marks      string  `json:"marks"`  // what stands on it
	Accession  string  `json:"accession"`
	Place      string  `json:"place"` // where it lies
	ReceivedAt instant `json:"received_at"`
	ReceivedBy string  `json:"received_by"`
	ReturnedAt moment  `json:"returned_at"`
	ReturnedBy string  `json:"returned_by"`
	Carrier    string  `json:"carrier"`
	Tracking   string  `json:"tracking"`
	ReceiptAt  moment  `json:"receipt_at"` // it arrived there
	// Was is what was written down of it before, and corrected, the first one first.
	Was []thingWas `json:"was"`
}

// thingWas is what a thing was taken for until somebody corrected it.
type thingWas struct {
	Kind      string  `json:"kind"`
	Marks     string  `json:"marks"`
	Accession string  `json:"accession"`
	By        string  `json:"by"`
	At        instant `json:"at"`
	Why       string  `json:"why"`
}

func viewThing(c *chart.Columns, t db.Thing, names *people) (thingView, error) {
	about, err := c.Thing(t)
	was := []thingWas{}
	for _, w := range about.Was {
		was = append(was, thingWas{w.Kind, w.Marks, w.Accession, names.name(w.By), instant(w.At.UnixMilli()), w.Why})
	}
	return thingView{
		ID: t.ID, Number: t.Number, Kind: t.Kind, Marks: about.Marks, Accession: about.Accession, Place: about.Place,
		ReceivedAt: instant(t.ReceivedAt), ReceivedBy: names.name(t.ReceivedBy), ReturnedAt: moment(t.ReturnedAt), ReturnedBy: names.name(t.ReturnedBy),
		Carrier: about.Carrier, Tracking: about.Tracking, ReceiptAt: moment(t.ReceiptAt), Was: was,
	}, err
}

// receive writes down what came of a material: each thing that was named, else one
// as it was declared, unless some of it is here.
func (d *doing) receive(m db.Material, in *acts.RecordMaterial, at time.Time) error {
	const op = "receive thing"
	list, err := d.q.ListThings(d.ctx, m.CaseID)
	if err != nil {
		return db.Err(err, op)
	}
	came, last := in.Things, int64(0)
	here := false
	for _, t := range list {
		last = max(last, t.Number)
		here = here || t.MaterialID == m.ID && t.ReturnedAt == 0
	}
	if len(came) == 0 && !here {
		what, _, err := d.c.Material(m)
		if err != nil {
			return err
		}
		came = []acts.NewThing{{Kind: "other", Marks: acts.Line(what)}}
	}
	if len(list)+len(came) > mostThings {
		return errs.E(errs.TooLarge, op, fmt.Sprintf("A case keeps %d slides, blocks, and discs at most. Nothing was changed. Write several down as one.", mostThings))
	}
	for i, n := range came {
		id := casefile.NewID()
		about, err := d.c.SealThing(id, chart.Thing{Marks: strings.TrimSpace(string(n.Marks)), Accession: strings.TrimSpace(string(n.Accession)), Place: strings.TrimSpace(string(in.Place))})
		if err != nil {
			return err
		}
		if err := d.q.InsertThing(d.ctx, db.InsertThingParams{
			ID: id, CaseID: m.CaseID, MaterialID: m.ID, Number: last + 1 + int64(i), Kind: string(n.Kind), AboutSealed: about,
			ReceivedAt: at.UnixMilli(), ReceivedBy: d.cmd.Actor.ID,
		}); err != nil {
			return db.Err(err, op)
		}
	}
	return nil
}

// things are those that an act names, each opened.
func (d *doing) things(ids acts.Things) ([]db.Thing, error) {
	const op = "find thing"
	list, err := d.q.ListThings(d.ctx, d.file.row.ID)
	if err != nil {
		return nil, db.Err(err, op)
	}
	of := map[string]db.Thing{}
	for _, t := range list {
		of[t.ID] = t
	}
	var out []db.Thing
	for _, id := range slices.Compact(slices.Sorted(strings.FieldsSeq(string(ids)))) {
		t, ok := of[id]
		if !ok {
			return nil, errs.E(errs.NotFound, op, "This case has no such thing. Nothing was changed. Load the page again.")
		}
		out = append(out, t)
	}
	if len(out) == 0 {
		return nil, incomplete(op, "Choose at least one slide, block, or disc.")
	}
	slices.SortFunc(out, func(a, b db.Thing) int { return cmp.Compare(a.Number, b.Number) })
	return out, nil
}

// about writes a thing's words anew.
func (d *doing) about(t db.Thing, change func(*chart.Thing)) ([]byte, error) {
	about, err := d.c.Thing(t)
	if err != nil {
		return nil, err
	}
	change(&about)
	return d.c.SealThing(t.ID, about)
}

// numbered has the history say which things an act was about.
func (d *doing) numbered(list []db.Thing, says string) {
	var no []string
	for _, t := range list {
		no = append(no, fmt.Sprint(t.Number))
	}
	d.cmd.Note = d.c.SealNote(strings.TrimSpace("No. " + strings.Join(no, ", ") + ". " + says))
	d.cmd.Object = seal.SHA256(d.cmd.Note)
}

func placeThings(d *doing, in *acts.PlaceThings) error {
	list, err := d.things(in.Things)
	if err != nil {
		return err
	}
	for _, t := range list {
		if t.ReturnedAt > 0 {
			return errs.E(errs.Refused, "place thing", fmt.Sprintf("No. %d went back. Nothing was changed. Take it out of the choice.", t.Number))
		}
		about, err := d.about(t, func(a *chart.Thing) { a.Place = strings.TrimSpace(string(in.Place)) })
		if err != nil {
			return err
		}
		if err := d.q.PlaceThing(d.ctx, db.PlaceThingParams{ID: t.ID, CaseID: t.CaseID, AboutSealed: about}); err != nil {
			return db.Err(err, "place thing")
		}
	}
	d.numbered(list, string(in.Place))
	return nil
}

// correctThing: what one is, and what stands on it, was written down wrongly.
func correctThing(d *doing, in *acts.CorrectThing) error {
	const op = "correct thing"
	list, err := d.things(in.Things)
	if err != nil {
		return err
	}
	if len(list) > 1 {
		return errs.E(errs.Invalid, op, "A label is corrected one by one. Nothing was changed. Choose one.")
	}
	t, why := list[0], strings.TrimSpace(string(in.Note))
	same, before := false, ""
	about, err := d.about(t, func(a *chart.Thing) {
		was := chart.ThingWas{Kind: t.Kind, Marks: a.Marks, Accession: a.Accession, By: d.cmd.Actor.ID, At: d.cmd.Now.UTC(), Why: why}
		a.Marks, a.Accession = strings.TrimSpace(string(in.Marks)), strings.TrimSpace(string(in.Accession))
		same = was.Kind == string(in.Kind) && was.Marks == a.Marks && was.Accession == a.Accession
		before = strings.TrimSuffix(fmt.Sprintf("%s “%s”, %s", was.Kind, was.Marks, was.Accession), ", ")
		a.Was = append(a.Was, was)
	})
	switch {
	case err != nil:
		return err
	case same:
		return errs.E(errs.Invalid, op, "This is what was written down before. Nothing was changed. Write what its label says.")
	}
	if err := d.q.CorrectThing(d.ctx, db.CorrectThingParams{ID: t.ID, CaseID: t.CaseID, Kind: string(in.Kind), AboutSealed: about}); err != nil {
		return db.Err(err, op)
	}
	d.numbered(list, "Before: "+before+". "+why)
	return nil
}

// sendThings: some went back. With the last of them everything has, which is an
// event where the case's state has it.
func sendThings(d *doing, in *acts.SendThings) error {
	list, err := d.things(in.Things)
	if err != nil {
		return err
	}
	if err := d.sendBack(list, &in.SentBack); err != nil {
		return err
	}
	d.numbered(list, sentBy(&in.SentBack))
	n, err := d.q.CountMaterials(d.ctx, d.file.row.ID)
	if err != nil {
		return db.Err(err, "count things")
	}
	if state := workflow.State(d.file.row.State); n.Unreturned > 0 || !workflow.Names(state, workflow.RecordReturn, principal.Coordinator) {
		return nil
	}
	cmd := d.cmd
	cmd.Event, cmd.Expect = workflow.RecordReturn, 0 // it was stepped over by this act itself
	_, err = d.k.Flow.Apply(d.ctx, d.tx, d.k.Enqueue, cmd)
	return err
}

// sendBack marks things as gone back, and each material of which none is here.
func (d *doing) sendBack(list []db.Thing, in *acts.SentBack) error {
	const op = "send thing back"
	for _, t := range list {
		if err := d.lent(t.MaterialID); err != nil {
			return err
		}
	}
	at, err := d.past("on", in.On)
	if err != nil {
		return err
	}
	for _, t := range list {
		if came := time.UnixMilli(t.ReceivedAt).In(d.k.Zone); at.In(d.k.Zone).Format(time.DateOnly) < came.Format(time.DateOnly) {
			return &acts.FieldError{Field: "on", Err: errs.E(errs.Invalid, op, fmt.Sprintf("No. %d came later than that day. Nothing was changed. Correct the day.", t.Number))}
		}
		about, err := d.about(t, func(a *chart.Thing) {
			a.Carrier, a.Tracking = strings.TrimSpace(string(in.Carrier)), strings.TrimSpace(string(in.Tracking))
		})
		if err != nil {
			return err
		}
		n, err := d.q.ReturnThing(d.ctx, db.ReturnThingParams{ID: t.ID, CaseID: t.CaseID, AboutSealed: about, ReturnedAt: max(at.UnixMilli(), t.ReceivedAt), ReturnedBy: d.cmd.Actor.ID})
		if err != nil {
			return db.Err(err, op)
		}
		if n == 0 {
			return errs.E(errs.Conflict, op, fmt.Sprintf("No. %d went back before. Nothing was changed. Load the page again.", t.Number))
		}
	}
	return d.emptied(at)
}

// emptied: a material went back with the last thing of it.
func (d *doing) emptied(at time.Time) error {
	materials, err := d.q.ListMaterials(d.ctx, d.file.row.ID)
	if err != nil {
		return db.Err(err, "list materials")
	}
	things, err := d.q.ListThings(d.ctx, d.file.row.ID)
	if err != nil {
		return db.Err(err, "list things")
	}
	here, any := map[string]bool{}, map[string]bool{}
	for _, t := range things {
		any[t.MaterialID] = true
		here[t.MaterialID] = here[t.MaterialID] || t.ReturnedAt == 0
	}
	for _, m := range materials {
		if !m.Physical || m.ArrivedAt == 0 || m.ReturnedAt > 0 || !any[m.ID] || here[m.ID] {
			continue
		}
		if err := d.backWhole(m, at, ""); err != nil {
			return err
		}
	}
	return nil
}

// backWhole marks a material as gone back; what was noted of it stays unless there
// is something new.
func (d *doing) backWhole(m db.Material, at time.Time, note string) error {
	if note == "" {
		_, was, err := d.c.Material(m)
		if err != nil {
			return err
		}
		note = was
	}
	m.ReturnedAt = at.UnixMilli()
	return d.keepMaterial(m, note)
}

// sentBy says how things went back.
func sentBy(in *acts.SentBack) string {
	var out []string
	if s := strings.TrimSpace(string(in.Carrier) + " " + string(in.Tracking)); s != "" {
		out = append(out, s+".")
	}
	return strings.Join(append(out, string(in.Note)), " ")
}

// recordReturn: the material named, or everything physical that is still here.
func recordReturn(d *doing, in *acts.RecordReturn) error {
	if err := d.lent(string(in.Material)); err != nil {
		return err
	}
	list, err := d.q.ListMaterials(d.ctx, d.file.row.ID)
	if err != nil {
		return db.Err(err, "list materials")
	}
	things, err := d.q.ListThings(d.ctx, d.file.row.ID)
	if err != nil {
		return db.Err(err, "list things")
	}
	at, err := d.past("on", in.On)
	if err != nil {
		return err
	}
	var back []db.Thing
	for _, m := range list {
		if !m.Physical || m.ArrivedAt == 0 || m.ReturnedAt > 0 || in.Material != "" && m.ID != string(in.Material) {
			continue
		}
		for _, t := range things {
			if t.MaterialID == m.ID && t.ReturnedAt == 0 {
				back = append(back, t)
			}
		}
		if err := d.backWhole(m, at, string(in.Note)); err != nil {
			return err
		}
	}
	d.cmd.Note = d.c.SealNote(cmp.Or(sentBy(&in.SentBack), "Sent back."))
	return d.sendBack(back, &in.SentBack)
}

// confirmThings: they are where they belong.
func confirmThings(d *doing, in *acts.ConfirmThings) error {
	const op = "confirm receipt"
	list, err := d.things(in.Things)
	if err != nil {
		return err
	}
	at, err := d.past("on", in.On)
	if err != nil {
		return err
	}
	for _, t := range list {
		n, err := d.q.ConfirmThing(d.ctx, db.ConfirmThingParams{ID: t.ID, CaseID: t.CaseID, ReceiptAt: max(at.UnixMilli(), t.ReturnedAt)})
		if err != nil {
			return db.Err(err, op)
		}
		if n == 0 {
			return errs.E(errs.Refused, op, fmt.Sprintf("No. %d is still here, or its receipt was written down before. Nothing was changed. Load the page again.", t.Number))
		}
	}
	d.numbered(list, string(in.Note))
	return nil
}
