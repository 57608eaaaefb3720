package console

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"oso/internal/errs"
	"oso/internal/server/acts"
	"oso/internal/server/db"
	"oso/internal/server/inbox"
	"oso/internal/server/workflow"
)

func (d *doing) material(id string) (db.Material, error) {
	list, err := d.q.ListMaterials(d.ctx, d.file.row.ID)
	if err != nil {
		return db.Material{}, db.Err(err, "find material")
	}
	for _, m := range list {
		if m.ID == id {
			return m, nil
		}
	}
	return db.Material{}, errs.E(errs.NotFound, "find material", "This case has no such material. Nothing was changed.")
}

func (d *doing) keepMaterial(m db.Material, note string) error {
	p := db.UpdateMaterialParams{
		ID: m.ID, CaseID: m.CaseID, State: m.State, Reason: m.Reason, NoteSealed: []byte{}, ArrivedAt: m.ArrivedAt, ReturnedAt: m.ReturnedAt,
		UpdatedAt: d.cmd.Now.UnixMilli(),
	}
	if note != "" {
		p.NoteSealed = d.c.SealMaterialNote(m.ID, note)
	}
	_, err := d.q.UpdateMaterial(d.ctx, p)
	return db.Err(err, "write material")
}

// Bounds of a day that somebody names, from today.
const (
	longestAgo = 366 * 24 * time.Hour
	furthest   = 366 * 24 * time.Hour
)

// day is a day of a field as a time at the office: noon, so that it is that day
// wherever it is read. Without one it is now.
func (d *doing) day(field string, day acts.Day) (time.Time, error) {
	if day == "" {
		return d.cmd.Now, nil
	}
	at, err := time.ParseInLocation(time.DateOnly, string(day), d.k.Zone)
	if err != nil {
		return at, &acts.FieldError{Field: field, Err: errs.E(errs.Invalid, "read day", "This is no whole day. Nothing was changed. Enter day, month and year.")}
	}
	if day == acts.Day(d.cmd.Now.In(d.k.Zone).Format(time.DateOnly)) {
		return d.cmd.Now, nil
	}
	return at.Add(12 * time.Hour), nil
}

// past is a day that is not still to come.
func (d *doing) past(field string, day acts.Day) (time.Time, error) {
	at, err := d.day(field, day)
	if err == nil && (at.After(d.cmd.Now) || d.cmd.Now.Sub(at) > longestAgo) {
		err = &acts.FieldError{Field: field, Err: errs.E(errs.Invalid, "read day", "This day is still to come, or more than a year ago. Nothing was changed. Correct it.")}
	}
	return at, err
}

// recordMaterial: a coordinator matched it to the case by two identifiers, and
// says by which: the history has it. What more of the same comes is added.
func recordMaterial(d *doing, in *acts.RecordMaterial) error {
	const op = "record material"
	if in.By == in.And {
		return incomplete(op, "Say by which two things it was compared: these are the same.")
	}
	d.cmd.Note = d.c.SealNote(strings.TrimSpace(comparedBy([]string{string(in.By), string(in.And)}) + " " + string(in.Note)))
	m, err := d.material(string(in.Material))
	if err != nil {
		return err
	}
	if !m.Physical && (len(in.Things) > 0 || in.Place != "") {
		return errs.E(errs.Refused, op, "Slides, blocks, and discs belong to what was declared to come as a thing. This was not. Nothing was changed. Leave them out.")
	}
	at, err := d.past("on", in.On)
	if err != nil {
		return err
	}
	if m.State != "arrived" || m.ReturnedAt > 0 {
		m.ArrivedAt = at.UnixMilli()
	}
	m.State, m.Reason, m.ReturnedAt = "arrived", "", 0
	d.cmd.Identified = true
	if err := d.keepMaterial(m, string(in.Note)); err != nil {
		return err
	}
	if err := d.q.ReceiveMaterial(d.ctx, db.ReceiveMaterialParams{ID: m.ID, CaseID: m.CaseID, ReceivedBy: d.cmd.Actor.ID}); err != nil {
		return db.Err(err, op)
	}
	if m.Physical {
		if err := d.receive(m, in, at); err != nil {
			return err
		}
	}
	return inbox.AskedEnough(d.ctx, d.q, d.file.row.ID, d.cmd.Actor, d.cmd.Now.UnixMilli())
}

// missing is the reason for which something is asked for that is not here.
const missing = "missing"

// findDeficient: the first reason is the event's. What is to be asked for again
// is a task on that day. Nobody is asked for what somebody said is here: it may have
// come while the letter was written, and is looked at first. What counts as uploaded by
// the seal alone may be missing all the same.
func findDeficient(d *doing, in *acts.FindDeficient) error {
	ties, err := d.q.ListTies(d.ctx, d.file.row.ID)
	if err != nil {
		return db.Err(err, "read ties")
	}
	for n, it := range in.Items {
		m, err := d.material(string(it.Material))
		if err != nil {
			return err
		}
		said := m.ReceivedBy != "" || slices.ContainsFunc(ties, func(t db.RecordMaterial) bool { return t.MaterialID == m.ID })
		if it.Code == missing && m.State == "arrived" && m.ReturnedAt == 0 && said {
			on := time.UnixMilli(m.ArrivedAt).In(d.k.Zone).Format("2 January 2006")
			return &acts.FieldError{Field: fmt.Sprintf("items[%d].material", n), Err: errs.E(errs.Conflict, "find deficient", "This is here since "+on+". Nothing was changed, and nobody was asked. Take it away, or say what is wrong with what came.")}
		}
		m.State, m.Reason = "deficient", string(it.Code)
		if err := d.keepMaterial(m, string(it.Note)); err != nil {
			return err
		}
	}
	d.cmd.Reason = string(in.Items[0].Code)
	if in.Again == "" {
		return nil
	}
	at, err := d.toCome("again", in.Again, d.k.clocks(d.c.Clinic))
	if err != nil {
		return err
	}
	now := d.cmd.Now.UnixMilli()
	if err := d.q.DoneTasksByKind(d.ctx, db.DoneTasksByKindParams{CaseID: d.file.row.ID, Kind: workflow.TaskAskMaterials, DoneAt: now, DoneBy: d.cmd.Actor.ID}); err != nil {
		return db.Err(err, "ask again")
	}
	return inbox.PutLater(d.ctx, d.q, d.file.row.ID, workflow.TaskAskMaterials, at.UnixMilli(), now)
}
