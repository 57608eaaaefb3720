package casebook

import (
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"oso/internal/casefile"
)

// Read reads the head from its JSON. A list reads ten thousand, so what this
// program writes is read by name, without looking at types and without a copy
// of each text; anything else in it (an escape, a field of a newer program) has
// encoding/json read it all.
func (h *Head) Read(content []byte) error {
	if h.scan(string(content)) {
		return nil
	}
	*h = Head{}
	return json.Unmarshal(content, h)
}

// scan tells whether it could read all. It reads nothing that encoding/json
// would read otherwise.
func (h *Head) scan(s string) bool {
	c := scanner{rest: s, ok: true}
	c.expect("{")
	for first := true; c.ok && !strings.HasPrefix(c.rest, "}"); first = false {
		if !first {
			c.expect(",")
		}
		name := c.text()
		c.expect(":")
		switch name {
		case "name":
			h.Name = c.text()
		case "native":
			h.Native = c.text()
		case "sex":
			h.Sex = casefile.Sex(c.text())
		case "birth_date":
			h.BirthDate = c.text()
		case "topic":
			h.Topic = c.text()
		case "physician":
			h.Physician = c.text()
		case "state":
			h.State = casefile.State(c.text())
		case "reference":
			h.Reference = casefile.Reference(c.text())
		case "server_state":
			h.ServerState = c.text()
		case "problems":
			h.Problems = int(c.number())
		case "emergent":
			h.Emergent = c.truth()
		case "unread":
			h.Unread = c.truth()
		case "waiting_since":
			h.WaitingSince = c.moment()
		case "service":
			h.Service = casefile.ServiceKind(c.text())
		case "questions":
			h.Questions = list(&c, c.text)
		case "agreed":
			h.Agreed = c.truth()
		case "decisions":
			h.Decisions = int(c.number())
		case "opinion":
			h.Opinion = OpinionState(c.text())
		case "opened":
			h.Opened = list(&c, c.whole)
		case "acknowledged":
			h.Acknowledged = list(&c, c.whole)
		case "copy_declined":
			h.CopyDeclined = c.truth()
		case "request":
			h.Request = c.text()
		case "revising":
			h.Revising = c.text()
		case "outcome_asked":
			h.OutcomeAsked = c.moment()
		case "delivered":
			h.Delivered = list(&c, c.whole)
		case "clock_start":
			h.ClockStart = c.moment()
		case "clock_due":
			h.ClockDue = c.moment()
		case "clock_end":
			h.ClockEnd = c.moment()
		case "sent_bytes":
			h.SentBytes = c.number()
		case "total_bytes":
			h.TotalBytes = c.number()
		case "created":
			h.Created = *c.moment()
		case "updated":
			h.Updated = *c.moment()
		case "imports":
			h.Imports = c.whole()
		case "import_found":
			h.ImportFound = c.whole()
		case "import_read":
			h.ImportRead = c.whole()
		case "sealed_version":
			h.SealedVersion = c.whole()
		case "received_version":
			h.ReceivedVersion = c.whole()
		case "received_epoch":
			h.ReceivedEpoch = c.text()
		case "studies":
			h.Studies = list(&c, c.text)
		case "records":
			h.Records = c.whole()
		case "bytes":
			h.Bytes = c.number()
		default:
			return false
		}
	}
	c.expect("}")
	return c.ok && c.rest == ""
}

// scanner reads JSON as encoding/json writes it: no spaces, no escapes, no null.
// Once something is otherwise, ok is false and what it gives means nothing.
type scanner struct {
	rest string
	ok   bool
}

func (c *scanner) expect(what string) {
	var there bool
	c.rest, there = strings.CutPrefix(c.rest, what)
	c.ok = c.ok && there
}

func (c *scanner) text() string {
	c.expect(`"`)
	ascii := true
	for i := 0; i < len(c.rest); i++ {
		switch b := c.rest[i]; {
		case b == '"':
			s := c.rest[:i]
			c.rest = c.rest[i+1:]
			c.ok = c.ok && (ascii || utf8.ValidString(s))
			return s
		case b == '\\' || b < ' ':
			c.ok = false
			return ""
		case b >= utf8.RuneSelf:
			ascii = false
		}
	}
	c.ok = false
	return ""
}

func (c *scanner) number() int64 {
	var n int64
	i := 0
	negative := strings.HasPrefix(c.rest, "-")
	if negative {
		c.rest = c.rest[1:]
	}
	for ; i < len(c.rest) && c.rest[i] >= '0' && c.rest[i] <= '9'; i++ {
		n = n*10 + int64(c.rest[i]-'0')
	}
	// More digits may be too large, a zero in front is no JSON, and what comes
	// behind must end the number, which others see to.
	c.ok = c.ok && i > 0 && i < 19 && (i == 1 || c.rest[0] != '0')
	c.rest = c.rest[min(i, len(c.rest)):]
	if negative {
		return -n
	}
	return n
}

func (c *scanner) whole() int { return int(c.number()) }

func (c *scanner) truth() bool {
	if rest, is := strings.CutPrefix(c.rest, "true"); is {
		c.rest = rest
		return true
	}
	c.expect("false")
	return false
}

func (c *scanner) moment() *time.Time {
	t := new(time.Time)
	if t.UnmarshalText([]byte(c.text())) != nil {
		c.ok = false
	}
	return t
}

func list[T any](c *scanner, one func() T) []T {
	out := []T{}
	c.expect("[")
	for c.ok && !strings.HasPrefix(c.rest, "]") {
		if len(out) > 0 {
			c.expect(",")
		}
		out = append(out, one())
	}
	c.expect("]")
	return out
}
