package clinicapi_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/workflow"
	"oso/internal/wire"
)

func (c *sealedCase) written(id string, w wire.Written) wire.MessageRequest {
	b, err := json.Marshal(w)
	if err != nil {
		panic(err)
	}
	return wire.MessageRequest{Sealed: seal.NewBox(&c.key, wire.PurposeWritten).Seal(nil, b, string(c.id), id)}
}

// messages are those of the feed, opened by the case's key.
func (d *desk) messages(c *sealedCase) []wire.Message {
	d.s.t.Helper()
	var out []wire.Message
	for _, ch := range d.feed("?after=0").Changes {
		if ch.Kind != wire.ChangeMessage {
			continue
		}
		b, err := seal.NewBox(&c.key, wire.PurposeChange).Open(nil, ch.Sealed, string(c.id), "message", itoa(ch.Seq))
		if err != nil {
			d.s.t.Fatal(err)
		}
		var m wire.Message
		if err := json.Unmarshal(b, &m); err != nil {
			d.s.t.Fatal(err)
		}
		out = append(out, m)
	}
	return out
}

// What a clinic writes waits for the coordinator, is kept once however often it
// is sent, and goes back to every workstation of the clinic: nobody signs the
// answer, so that is how it is known to have arrived.
func TestTheClinicWrites(t *testing.T) {
	t.Parallel()
	s := serve(t)
	clinic := s.clinic("A")
	d, second, other := s.enrolled(clinic, "Dr. A"), s.enrolled(clinic, "Dr. A2"), s.enrolled(s.clinic("B"), "Dr. B")
	c := d.newCase(nil)
	d.send(c)
	id, w := casefile.NewID(), wire.Written{From: "Dr. A, physician", At: s.clock(), Text: "  The slides went out today.  "}
	to := at(at(wire.PathMessage, "{case}", string(c.id)), "{message}", id)
	d.must("POST", to, c.written(id, w), nil)
	d.must("POST", to, c.written(id, w), nil)
	for _, at := range []*desk{d, second} {
		got := at.messages(c)
		if len(got) != 1 || got[0].ID != id || got[0].Text != "The slides went out today." || got[0].From != "Dr. A, physician" || !got[0].Own || got[0].Question {
			t.Fatalf("comes back as %+v", got)
		}
	}
	ctx := t.Context()
	tasks, err := s.db.Q().ListTasks(ctx, string(c.id))
	// Who pays for the case is nobody that the service knows.
	tasks = slices.DeleteFunc(tasks, func(t db.ListTasksRow) bool { return t.Kind == workflow.TaskLinkPartner })
	if err != nil || len(tasks) != 1 || tasks[0].Kind != workflow.TaskRead {
		t.Errorf("for the coordinator: %+v, %v", tasks, err)
	}
	audit, err := s.db.Q().ListAudit(ctx, string(c.id))
	if err != nil || audit[len(audit)-1].Event != "reply" || audit[len(audit)-1].DeviceID == "" || audit[len(audit)-2].Event == "reply" {
		t.Errorf("the audit: %+v, %v", audit, err)
	}
	row, err := s.db.Q().GetMessage(ctx, id)
	if err != nil || row.FromRole != "staff" || row.ToRole != "coordinator" || strings.Contains(string(row.BodySealed), "slides") {
		t.Errorf("kept as %+v, %v", row, err)
	}
	if strings.Contains(s.log.String(), "slides") {
		t.Error("the words are in the log")
	}
	// One that answers a question of the service names it.
	asked := casefile.NewID()
	s.tx(func(q *db.Queries) error {
		body, err := chart.ColumnsOf(c.id, &c.key).SealMessage(asked, chart.Message{From: "Ana, coordinator", Text: "Which dose?"})
		if err != nil {
			return err
		}
		if _, err := q.InsertMessage(ctx, db.InsertMessageParams{ID: asked, CaseID: string(c.id), Kind: "question", FromRole: "coordinator", ToRole: "physician", BodySealed: body, CreatedAt: s.clock().UnixMilli()}); err != nil {
			return err
		}
		return q.InsertFeed(ctx, db.InsertFeedParams{ClinicID: clinic, CaseID: string(c.id), Kind: "message", RefID: asked, CreatedAt: s.clock().UnixMilli()})
	})
	re := casefile.NewID()
	d.must("POST", at(at(wire.PathMessage, "{case}", string(c.id)), "{message}", re), c.written(re, wire.Written{From: "Dr. A, physician", At: s.clock(), Text: "Ten milligrams.", Re: asked}), nil)
	if got := second.messages(c); len(got) != 3 || !got[1].Question || got[1].Own || got[2].Re != asked {
		t.Errorf("a question and its answer: %+v", got)
	}
	if got := other.messages(c); len(got) != 0 {
		t.Errorf("another clinic is told: %+v", got)
	}
}

// A message that is not this clinic's, this case's or no message at all is
// refused, and nothing of it is kept.
func TestTheClinicWritesNothingElse(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d, other := s.enrolled(s.clinic("A"), "Dr. A"), s.enrolled(s.clinic("B"), "Dr. B")
	c, never := d.newCase(nil), d.newCase(nil)
	d.send(c)
	good := wire.Written{From: "Dr. A, physician", At: time.Unix(0, 0), Text: "Hello."}
	id := casefile.NewID()
	path := func(c *sealedCase, id string) string {
		return at(at(wire.PathMessage, "{case}", string(c.id)), "{message}", id)
	}
	other.refused(errs.NotFound, "POST", path(c, id), c.written(id, good))
	d.refused(errs.NotFound, "POST", path(never, id), never.written(id, good))
	d.refused(errs.Invalid, "POST", path(c, "1"), c.written("1", good))
	for name, bad := range map[string]struct {
		body wire.MessageRequest
		kind errs.Kind
	}{
		"sealed for another place": {c.written(casefile.NewID(), good), errs.Damaged},
		"not sealed":               {wire.MessageRequest{Sealed: []byte("Hello.")}, errs.Damaged},
		"no words":                 {c.written(id, wire.Written{From: "Dr. A", Text: " \n"}), errs.Invalid},
		"nobody":                   {c.written(id, wire.Written{Text: "Hello."}), errs.Invalid},
		"an answer to nothing":     {c.written(id, wire.Written{From: "Dr. A", Text: "Hello.", Re: "x"}), errs.Invalid},
		"too long":                 {c.written(id, wire.Written{From: "Dr. A", Text: strings.Repeat("é", wire.MaxText+1)}), errs.TooLarge},
	} {
		t.Run(name, func(t *testing.T) { d.refused(bad.kind, "POST", path(c, id), bad.body) })
	}
	if got := d.messages(c); len(got) != 0 {
		t.Errorf("kept: %+v", got)
	}
}
