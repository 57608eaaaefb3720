package console

import (
	"fmt"
	"slices"
	"strings"

	"oso/internal/deed"
	"oso/internal/seal"
	"oso/internal/server/acts"
	"oso/internal/server/db"
	"oso/internal/server/inbox"
	"oso/internal/server/workflow"
)

// tieRecords: a person says of which declared material records are. With them it
// has arrived, unless it is a thing, which arrives by its own act.
func tieRecords(d *doing, in *acts.TiedRecords) error {
	const op = "tie records"
	if err := d.takesRecords(); err != nil {
		return err
	}
	var list []deed.Item
	for _, id := range slices.Compact(slices.Sorted(strings.FieldsSeq(string(in.Records)))) {
		it, err := d.recordAt("records", acts.Record(id))
		if err != nil {
			return err
		}
		list = append(list, it)
	}
	if len(list) == 0 {
		return incomplete(op, "Choose at least one record.")
	}
	now := d.cmd.Now.UnixMilli()
	d.cmd.Object = seal.SHA256([]byte(list[0].Record))
	if in.Material == "" {
		for _, it := range list {
			if err := d.q.UntieRecord(d.ctx, db.UntieRecordParams{CaseID: d.file.row.ID, RecordID: string(it.Record)}); err != nil {
				return db.Err(err, op)
			}
		}
		d.cmd.Note = d.c.SealNote(namesOf(list) + " Of nothing that was declared.")
		return nil
	}
	m, err := d.material(string(in.Material))
	if err != nil {
		return err
	}
	for _, it := range list {
		if err := d.q.TieRecord(d.ctx, db.TieRecordParams{CaseID: d.file.row.ID, RecordID: string(it.Record), MaterialID: m.ID, TiedBy: d.cmd.Actor.ID, TiedAt: now}); err != nil {
			return db.Err(err, op)
		}
	}
	what, note, err := d.c.Material(m)
	if err != nil {
		return err
	}
	d.cmd.Note = d.c.SealNote(namesOf(list) + " Of what was declared: " + what + ".")
	if m.Physical || m.State == "arrived" {
		return nil
	}
	m.State, m.Reason, m.ArrivedAt = "arrived", "", now
	if err := d.keepMaterial(m, note); err != nil {
		return err
	}
	if err := d.q.ReceiveMaterial(d.ctx, db.ReceiveMaterialParams{ID: m.ID, CaseID: m.CaseID, ReceivedBy: d.cmd.Actor.ID}); err != nil {
		return db.Err(err, op)
	}
	if err := inbox.AskedEnough(d.ctx, d.q, d.file.row.ID, d.cmd.Actor, now); err != nil {
		return err
	}
	cmd := d.cmd
	// The records are the patient's: they were compared before they were sealed or filed.
	cmd.Event, cmd.Expect, cmd.Identified = workflow.RecordMaterial, 0, true
	_, err = d.k.Flow.Apply(d.ctx, d.tx, d.k.Enqueue, cmd)
	return err
}

// namesOf says which records an act was about, for the history.
func namesOf(list []deed.Item) string {
	const most = 3
	var names []string
	for _, it := range list[:min(len(list), most)] {
		names = append(names, "“"+it.Name()+"”")
	}
	if more := len(list) - most; more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(names, ", ") + "."
}
