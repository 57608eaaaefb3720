package console

import (
	"cmp"
	"context"
	"slices"

	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// messageView is one message, as a person may read it.
type messageView struct {
	ID   string  `json:"id"`
	Kind string  `json:"kind"`
	From string  `json:"from"`
	Role string  `json:"role"`
	At   instant `json:"at"`
	Text string  `json:"text"`
	// Further are the clinic's questions about a released opinion, one by one.
	Further []string `json:"further,omitempty"`
	// Thread is the conversation that it belongs to. New: it was written to the
	// person's own role, and nobody of it has read it.
	Thread string `json:"thread"`
	New    bool   `json:"new"`
}

// threadView is one conversation: with the clinic, or about a question of who
// writes or reads, whatever went to and fro for it.
type threadView struct {
	ID   string `json:"id"`   // clinic, or the question's
	Kind string `json:"kind"` // clinic, question, further
	By   string `json:"by"`   // who asked; empty where that is not to be known
	Role string `json:"role"` // under which it was asked
	// State: open for the clinic's; asked, with-clinic, replied, answered of a
	// question. Since is when it came to that.
	State string  `json:"state"`
	Since instant `json:"since"`
	last  int64
}

// States of a conversation.
const (
	threadOpen     = "open"        // with the clinic, and nothing waits
	threadReplied  = "replied"     // the clinic wrote: the coordinator's to read
	threadAsked    = "asked"       // waits for the coordinator to pass it on
	threadWithThem = "with-clinic" // waits for the physician
	threadAnswered = "answered"
)

// ofClinic is the conversation that is about no question.
const ofClinic = "clinic"

// threadsOf puts a case's messages, in their order, into conversations, by what
// each answers; those of before say nothing of it, and belong to the question that
// was asked last: there is one at a time. It gives the thread of each message, too.
func threadsOf(list []db.Message) (threads []*threadView, of map[string]*threadView) {
	of = map[string]*threadView{}
	var clinic, last *threadView
	withClinic := func(m db.Message) *threadView {
		if clinic == nil {
			clinic = &threadView{ID: ofClinic, Kind: ofClinic}
			threads = append(threads, clinic)
		}
		return clinic
	}
	for _, m := range list {
		var t *threadView
		state := threadOpen
		switch fromDesk := m.FromRole == string(principal.Coordinator); {
		case m.Kind == "question" && !fromDesk:
			t, state = &threadView{ID: m.ID, Kind: "question", Role: m.FromRole}, threadAsked
			threads, last = append(threads, t), t
		case m.Kind == "question" && (of[m.ReID] != nil || last != nil):
			t, state = cmp.Or(of[m.ReID], last), threadWithThem
		case m.Kind == "answer" && (of[m.ReID] != nil || last != nil):
			t, state = cmp.Or(of[m.ReID], last), threadAnswered
		case m.Kind == chart.FurtherQuestions:
			t, state = &threadView{ID: m.ID, Kind: chart.FurtherQuestions, Role: string(principal.Physician)}, threadReplied
			threads = append(threads, t)
		case fromDesk:
			t = withClinic(m)
		default:
			if t, state = of[m.ReID], threadReplied; t == nil {
				t = withClinic(m)
			}
			if t.State == threadAnswered {
				state = threadAnswered // a word after the answer
			}
		}
		of[m.ID] = t
		t.State, t.Since, t.last = state, instant(m.CreatedAt), m.CreatedAt
	}
	return threads, of
}

// viewMessages: the coordinator reads all of them; the author what went to and
// fro about the own questions.
func viewMessages(ctx context.Context, q *db.Queries, f *file, c *opinion.Working, names *people, v *caseView) error {
	list, err := q.ListMessages(ctx, c.Row.ID)
	if err != nil {
		return db.Err(err, "read messages")
	}
	threads, of := threadsOf(list)
	shown := map[*threadView]bool{}
	for _, m := range list {
		mine := f.Is(rights.Desk) && m.ToRole == string(principal.Coordinator) || !f.Is(rights.Desk) && f.under(principal.Role(m.ToRole))
		if !f.Is(rights.Desk) && !f.who.Is(m.FromID) && !mine {
			continue
		}
		d, err := c.Message(m)
		if err != nil {
			return err
		}
		t := of[m.ID]
		shown[t] = true
		if t.ID == m.ID && (f.Sees(rights.Writers) || f.who.Is(m.FromID)) {
			t.By = names.name(m.FromID)
		}
		v.Messages = append(v.Messages, messageView{m.ID, m.Kind, d.From, m.FromRole, instant(m.CreatedAt), d.Text, d.Further, t.ID, mine && m.ReadAt == 0})
	}
	for _, t := range threads {
		if shown[t] {
			if t.Kind == "question" && t.State != threadAnswered && f.row.Query == string(workflow.Answered) {
				t.State = threadAnswered // answered by somebody else's act
			}
			if t.Kind == chart.FurtherQuestions && !slices.ContainsFunc(f.tasks, func(x task) bool { return x.kind == workflow.TaskFurther && x.about == t.ID }) {
				t.State = threadAnswered // passed on, or answered without an addendum
			}
			v.Threads = append(v.Threads, *t)
		}
	}
	slices.SortStableFunc(v.Threads, func(a, b threadView) int { return cmp.Compare(b.last, a.last) })
	return nil
}
