package console

import (
	"fmt"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/acts"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// Delivery is a coordinator's word that the physician has the opinion by another
// way, signed by the service (deed.DomainDelivery). To whom and what proves it is
// sealed in the audit.
type Delivery struct {
	Case           casefile.CaseID   `json:"case"`
	Version        int64             `json:"version"`
	ContentSHA256  string            `json:"content_sha256"`
	Channel        string            `json:"channel"`
	EvidenceSHA256 string            `json:"evidence_sha256"` // of the sealed words in the audit
	By             string            `json:"by"`              // person
	At             time.Time         `json:"at"`              // recorded
	HandedOver     *time.Time        `json:"handed_over,omitempty"`
	Receipt        casefile.RecordID `json:"receipt,omitempty"`
}

// deliver records a delivery: how, to whom, when, by what it is proved.
func deliver(d *doing, in *acts.Deliver) error {
	if in.Tracking == "" && in.Receipt == "" && strings.TrimSpace(string(in.Evidence)) == "" {
		return &acts.FieldError{Field: "tracking", Err: errs.E(errs.Incomplete, "record delivery", "Nothing proves the delivery. Nothing was changed. Give a tracking number, choose the scanned receipt, or say whom you spoke to and when.")}
	}
	var current head
	for _, o := range d.file.opinions {
		if o.Version == d.file.row.Version {
			current = o
		}
	}
	at, err := d.handedOver(in.At, current)
	if err != nil {
		return err
	}
	if err := d.record("receipt", in.Receipt); err != nil {
		return err
	}
	d.cmd.OpinionID = current.ID
	d.cmd.Note = d.c.SealNote(d.deliveryWords(in, at))
	d.cmd.Object = seal.SHA256(d.cmd.Note)
	signed, err := d.k.Keys.Sign(deed.DomainDelivery, Delivery{
		Case: casefile.CaseID(d.file.row.ID), Version: current.Version, ContentSHA256: current.ContentSHA256, Channel: string(in.Channel),
		EvidenceSHA256: d.cmd.Object, By: d.file.who.ID, At: d.cmd.Now.UTC(), HandedOver: at, Receipt: casefile.RecordID(in.Receipt),
	})
	if err != nil {
		return err
	}
	d.cmd.Act, err = seal.Canonical(signed)
	return err
}

// handedOver is when it came into the physician's hands, by the office's clock: not
// before the release, not in the future; nil: now.
func (d *doing) handedOver(in acts.Moment, o head) (*time.Time, error) {
	if in == "" {
		return nil, nil
	}
	at, err := time.ParseInLocation("2006-01-02T15:04", string(in), d.k.Zone)
	if err != nil || at.After(d.cmd.Now) || at.Before(time.UnixMilli(o.ReleasedAt).Truncate(time.Minute)) {
		return nil, &acts.FieldError{Field: "at", Err: errs.E(errs.Invalid, "record delivery", "“When” is no day with a time of day between the release and now. Nothing was changed. Enter when it was handed over, or leave it empty for now.")}
	}
	at = at.UTC()
	return &at, nil
}

// record looks whether a record that was chosen is the case's.
func (d *doing) record(field string, id acts.Record) error {
	if id == "" {
		return nil
	}
	_, err := d.q.GetRecord(d.ctx, db.GetRecordParams{CaseID: d.file.row.ID, ID: string(id)})
	if err = db.Err(err, "find record"); errs.Is(err, errs.NotFound) {
		return &acts.FieldError{Field: field, Err: errs.E(errs.NotFound, "find record", "This case has no such record any more. Nothing was changed. Choose another, or none.")}
	}
	return err
}

// deliveryWords is what the history says of a delivery.
func (d *doing) deliveryWords(in *acts.Deliver, at *time.Time) string {
	how := string(in.Channel)
	for _, f := range d.act.Fields() {
		for _, c := range f.Choices {
			if f.Name == "channel" && c.Value == how {
				how = c.Label
			}
		}
	}
	out := []string{fmt.Sprintf("%s, to %s.", how, in.To)}
	if at != nil {
		out = append(out, "Handed over "+at.In(d.k.Zone).Format("Jan 2, 2006, 15:04")+".")
	}
	if in.Tracking != "" {
		out = append(out, "Tracking number "+string(in.Tracking)+".")
	}
	if in.Receipt != "" {
		out = append(out, "The receipt is among the records.")
	}
	if e := strings.TrimSpace(string(in.Evidence)); e != "" {
		out = append(out, e)
	}
	return strings.Join(out, "\n")
}

// furtherOf are the questions that an addendum is to answer.
func furtherOf(in *acts.AskAddendum) []string {
	var out []string
	for _, q := range in.Questions {
		out = append(out, strings.TrimSpace(string(q.Text)))
	}
	return out
}

// needQuestions keeps the physician's questions as the evidence of what was asked.
// Where they came as a message, that is read, and waits no more.
func needQuestions(d *doing, in *acts.AskAddendum) error {
	text := opinion.Numbered(furtherOf(in))
	d.cmd.Object, d.cmd.Note = seal.SHA256([]byte(text)), d.c.SealNote(text)
	if in.About == "" {
		return nil
	}
	const op = "pass on questions"
	m, err := d.q.GetMessage(d.ctx, string(in.About))
	if err = db.Err(err, op); errs.Is(err, errs.NotFound) || err == nil && (m.CaseID != d.file.row.ID || m.Kind != chart.FurtherQuestions) {
		return errs.E(errs.NotFound, op, "There are no such questions with this case. Nothing was changed. Read the case again.")
	} else if err != nil {
		return err
	}
	now := d.cmd.Now.UnixMilli()
	if err := d.q.ReadMessage(d.ctx, db.ReadMessageParams{CaseID: m.CaseID, ID: m.ID, ToRole: string(principal.Coordinator), ReadAt: now}); err != nil {
		return db.Err(err, op)
	}
	open, err := d.q.ListOpenTasksByCase(d.ctx, m.CaseID)
	if err != nil {
		return db.Err(err, op)
	}
	for _, t := range open {
		if t.Kind != workflow.TaskFurther || t.Key != readTask+m.ID {
			continue
		}
		if _, err := d.q.FinishTask(d.ctx, db.FinishTaskParams{ID: t.ID, DoneAt: now, DoneBy: d.cmd.Actor.ID, Outcome: "passed-on"}); err != nil {
			return db.Err(err, op)
		}
	}
	return nil
}

func requestPlacement(d *doing, in *acts.RequestPlacement) error {
	return d.arrange(workflow.ArrangedPlacement, workflow.PlacementRequested, chart.Arrangement{Where: string(in.Where), Note: string(in.Note)})
}

func arrangePlacement(d *doing, in *acts.ArrangePlacement) error {
	if err := day("day", in.Day, d.cmd.Now.AddDate(-1, 0, 0), d.cmd.Now.AddDate(2, 0, 0)); err != nil {
		return err
	}
	return d.arrange(workflow.ArrangedPlacement, workflow.PlacementArranged, chart.Arrangement{Where: string(in.Where), Day: string(in.Day), Note: string(in.Note)})
}

func declinePlacement(d *doing, in *acts.DeclinePlacement) error {
	return d.arrange(workflow.ArrangedPlacement, workflow.PlacementDeclined, chart.Arrangement{Note: string(in.Note)})
}

// handOffVideo: by the third party's own agreement, and not without it.
func handOffVideo(d *doing, in *acts.HandOffVideo) error {
	if err := day("signed_on", in.SignedOn, d.cmd.Now.AddDate(-1, 0, 0), d.cmd.Now); err != nil {
		return err
	}
	if err := d.record("scan", in.Scan); err != nil {
		return err
	}
	return d.arrange(workflow.ArrangedVideo, workflow.VideoHandedOver, chart.Arrangement{
		Where: string(in.Where), Agreement: string(in.Agreement), SignedBy: string(in.SignedBy), SignedOn: string(in.SignedOn), Scan: string(in.Scan), Note: string(in.Note),
	})
}

// arrange seals one step of what is arranged; the event's evidence is its hash. It is
// kept once the event was done: the table asks how the one before stands.
func (d *doing) arrange(kind, state string, a chart.Arrangement) error {
	id := casefile.NewID()
	body, err := d.c.SealArrangement(id, a)
	d.cmd.Object = seal.SHA256(body)
	d.arrangement = db.InsertArrangementParams{ID: id, CaseID: d.file.row.ID, Kind: kind, State: state, BodySealed: body, ByID: d.file.who.ID, CreatedAt: d.cmd.Now.UnixMilli()}
	return err
}

func keepArrangement(d *doing) error {
	return db.Err(d.q.InsertArrangement(d.ctx, d.arrangement), "keep arrangement")
}

// day looks whether a day is one, and in its span.
func day(field string, in acts.Day, from, to time.Time) error {
	at, err := time.Parse(time.DateOnly, string(in))
	if err == nil && !at.Before(from.AddDate(0, 0, -1)) && !at.After(to.AddDate(0, 0, 1)) {
		return nil
	}
	return &acts.FieldError{Field: field, Err: errs.E(errs.Invalid, "check day", "This is no day, or too far from today. Nothing was changed. Enter it as it stands on paper.")}
}
