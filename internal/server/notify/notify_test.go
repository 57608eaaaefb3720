package notify

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/demo/mailbox"
	"oso/internal/errs"
	"oso/internal/server/brand"
	"oso/internal/server/db"
	"oso/internal/server/db/schematest"
	"oso/internal/server/dbtest"
	"oso/internal/server/partner"
	"oso/internal/server/principal"
)

// tables are those of the service, made once.
var tables schematest.Tables

func TestMain(m *testing.M) { dbtest.Main(m) }

var service = brand.Brand{Name: "The Service", National: "+1 617 555 0142", International: "+1 617 555 0143", Hours: "Mon to Fri"}

// listed is what the workflow's table sends: "name audience" per line, written
// by its generator.
func listed(t *testing.T) [][2]string {
	t.Helper()
	b, err := os.ReadFile("testdata/notices.txt")
	if err != nil {
		t.Fatal(err)
	}
	var list [][2]string
	for line := range strings.Lines(string(b)) {
		name, audience, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok {
			t.Fatalf("line %q", line)
		}
		list = append(list, [2]string{name, audience})
	}
	if len(list) < 50 {
		t.Fatalf("only %d notices", len(list))
	}
	return list
}

// TestWords renders every notice and reads it: no health data (property 13),
// and to the patient and the payer no word of an opinion before access
// (property 1).
func TestWords(t *testing.T) {
	t.Parallel()
	words, err := Parse()
	if err != nil {
		t.Fatal(err)
	}
	notices := append(listed(t), [2]string{waiting, "patient"})
	asked := map[string]bool{}
	for _, n := range notices {
		asked[n[1]+" "+n[0]] = true
		if !words.Has(n[0], n[1]) {
			t.Errorf("no words for %s to %s", n[0], n[1])
			continue
		}
		for _, v := range []Values{{Service: "Brand", Reference: "4417 203 958", URL: "https://pages.example/", Copy: true}, {Service: "Brand", Reference: "4417 203 958"}} {
			subject, body, err := words.Render(Sheet{}, n[0], n[1], v, service)
			if err != nil {
				t.Fatal(err)
			}
			text := subject + "\n" + body
			if subject == "" || strings.Contains(subject, "\n") || strings.Contains(text, "<no value>") || strings.Contains(text, "{{") {
				t.Errorf("%s to %s: %q", n[0], n[1], text)
			}
			// "the diagnosis confirmed, refined or changed?" asks the physician; it
			// says nothing of this case.
			if found := clinical.FindString(strings.Replace(text, outcomeQuestion, "", 1)); found != "" {
				t.Errorf("%s to %s says %q", n[0], n[1], found)
			}
			beforeAccess := (n[1] == "patient" || n[1] == "payer") && n[0] != "opinion-opened" && n[0] != "new-version-opened"
			if found := result.FindString(text); beforeAccess && found != "" {
				t.Errorf("%s to %s says %q", n[0], n[1], found)
			}
		}
	}
	for audience, set := range words.sets { // no words that nobody asks for
		for _, d := range set.Templates() {
			if name, ok := strings.CutSuffix(d.Name(), "/body"); ok && !asked[audience+" "+name] {
				t.Errorf("words for %s to %s, which no row sends", name, audience)
			}
		}
	}
	// The values are all that a mail can say: whoever adds one has to look here.
	if n := reflect.TypeFor[Values]().NumField(); n != 4 {
		t.Errorf("%d values instead of 4: say why the new one is not health data", n)
	}
}

type office struct {
	t     *testing.T
	db    *db.DB
	mails *mailbox.Box
	n     *Notifier
	email string // the patient's
	caseI string
	ids   int
}

const needle = "NEEDLE-7731"

func newOffice(t *testing.T, confirmed bool, payer string) *office {
	t.Helper()
	ctx := context.Background()
	d := tables.Memory(t)
	now := func() time.Time { return time.UnixMilli(1_800_000_000_000) }
	mails, err := mailbox.Open(now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { mails.Close() })
	o := &office{t: t, db: d, mails: mails, email: "patient@example.org", caseI: casefile.NewID()}
	o.n, err = New(Config{DB: d, SMTP: SMTP{Host: "127.0.0.1", Port: mails.Port, Plain: true, From: "oso@service.example"}, Service: service.Service(), Now: now,
		Console: "https://console.example/", Portal: "https://portal.example/",
		Contact: func(context.Context, db.Case) (string, error) { return o.email, nil }})
	if err != nil {
		t.Fatal(err)
	}
	// Every column that a caller seals is filled with the needle, as if the
	// sealing had been forgotten; so are the person's own words.
	o.tx(func(q *db.Queries) error {
		for _, role := range []string{"physician", "coordinator", "specialist", "approver", "billing", "partner-admin"} {
			if err := q.Enter(ctx, db.InsertPersonParams{ID: role, Email: role + "@staff.example", Name: "N"},
				principal.Held{Role: principal.Role(role), Partner: map[bool]string{true: "p"}[role == "partner-admin"]}, "test"); err != nil {
				return err
			}
		}
		b := []byte(needle)
		return q.InsertCase(ctx, db.InsertCaseParams{ID: o.caseI, Reference: "4417203958", ClinicID: needle, PhysicianID: "physician", Kind: needle, PayerKind: payer, PartnerID: "p",
			State: needle, PatientEmailable: confirmed, CourtesyCopy: true, KeyWrapped: b, SummarySealed: b, DocumentSealed: b, ContactSealed: b, AgreementSealed: b})
	})
	return o
}

func (o *office) tx(f func(*db.Queries) error) {
	o.t.Helper()
	if err := o.db.Tx(context.Background(), func(tx *sql.Tx) error { return f(db.New(tx)) }); err != nil {
		o.t.Fatal(err)
	}
}

// put stores a notice as the workflow does and gives the job for it.
func (o *office) put(notice, audience, person string) db.Job {
	o.t.Helper()
	id := casefile.NewID()
	o.ids++
	o.tx(func(q *db.Queries) error {
		_, err := q.PutNotice(context.Background(), db.PutNoticeParams{ID: id, CaseID: o.caseI, Notice: notice, Audience: audience, PersonID: person, Key: fmt.Sprint(o.ids), CreatedAt: 1_800_000_000_000})
		return err
	})
	body, _ := json.Marshal(map[string]string{"id": id})
	return db.Job{Kind: "notice", CaseID: o.caseI, Key: id, Payload: body}
}

// unsend is a crash before it is written down that a notice went out.
func (o *office) unsend(j db.Job) {
	o.t.Helper()
	if err := o.db.Tx(context.Background(), func(tx *sql.Tx) error {
		_, err := tx.Exec("UPDATE notices SET state = 'sending' WHERE id = ?1", j.Key)
		return err
	}); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) row(j db.Job) db.Notice {
	o.t.Helper()
	n, err := o.db.Q().GetNotice(context.Background(), j.Key)
	if err != nil {
		o.t.Fatal(err)
	}
	return n
}

// TestEveryNoticeOverTheWire sends each notice through a mail server and looks
// at the bytes.
func TestEveryNoticeOverTheWire(t *testing.T) {
	t.Parallel()
	for _, confirmed := range []bool{true, false} {
		o := newOffice(t, confirmed, "patient")
		for _, n := range listed(t) {
			person := map[string]string{"physician": "physician", "specialist": "specialist"}[n[1]]
			j := o.put(n[0], n[1], person)
			if err := o.n.Work(context.Background(), j); err != nil {
				t.Fatalf("%s to %s: %v", n[0], n[1], err)
			}
			mails := o.mails.Mails()
			m := mails[len(mails)-1]
			if m.ID != j.Key+"@service.example" || o.row(j).State != Sent || o.row(j).Channel != ByMail {
				t.Fatalf("%s to %s was not sent: %+v", n[0], n[1], o.row(j))
			}
			want := n[1] + "@staff.example"
			if n[1] == "patient" || n[1] == "payer" {
				want = "patient@example.org"
			}
			if len(m.To) != 1 || m.To[0] != want {
				t.Errorf("%s to %s went to %v", n[0], n[1], m.To)
			}
			if strings.Contains(m.Raw, needle) {
				t.Errorf("%s to %s carries what is sealed", n[0], n[1])
			}
			toPatient := n[1] == "patient" || n[1] == "payer"
			if waits := m.Subject == "A message waits for you"; waits != (toPatient && !confirmed) {
				t.Errorf("confirmed %t: %s to %s says %q", confirmed, n[0], n[1], m.Subject)
			}
			if toPatient && !confirmed && (strings.Contains(m.Subject+m.Body, "4417") || result.MatchString(m.Body)) {
				t.Errorf("%s to an unconfirmed address says too much: %s", n[0], m.Body)
			}
		}
	}
}

// TestAnUnconfirmedAddressLearnsOfNoPartner: under which name a partner's member
// meets the service says whose member that is.
func TestAnUnconfirmedAddressLearnsOfNoPartner(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for _, style := range []string{partner.BrandWhite, partner.BrandBoth} {
		for _, confirmed := range []bool{true, false} {
			o := newOffice(t, confirmed, "patient")
			o.tx(func(q *db.Queries) error {
				terms, err := json.Marshal(partner.Partner{Brand: style, Label: "Union Plan"})
				if err != nil {
					return err
				}
				return q.PutPartner(ctx, db.PutPartnerParams{ID: "p", Name: "Union", Active: true, Terms: string(terms)})
			})
			if err := o.n.Work(ctx, o.put("welcome", "patient", "")); err != nil {
				t.Fatal(err)
			}
			if m := o.mails.Mails()[0]; strings.Contains(m.Raw, "Union Plan") != confirmed {
				t.Errorf("%s, confirmed %t: %s", style, confirmed, m.Body)
			}
		}
	}
}

func TestSentOnce(t *testing.T) {
	t.Parallel()
	o := newOffice(t, true, "partner")
	j := o.put("receipt", "payer", "")
	for range 3 {
		if err := o.n.Work(context.Background(), j); err != nil {
			t.Fatal(err)
		}
	}
	mails := o.mails.Mails()
	if len(mails) != 1 || mails[0].To[0] != "partner-admin@staff.example" {
		t.Fatalf("sent %d mails: %+v", len(mails), mails)
	}
	if row, err := o.db.Q().GetNotice(context.Background(), j.Key); err != nil || row.Told != "partner-admin" {
		t.Errorf("who was written to: %+v, %v", row, err)
	}
	// A crash between the mail server's yes and ours: the same mail, the same id.
	o.unsend(j)
	if err := o.n.Work(context.Background(), j); err != nil {
		t.Fatal(err)
	}
	if mails = o.mails.Mails(); len(mails) != 2 || mails[0].ID != mails[1].ID || mails[0].Body != mails[1].Body {
		t.Fatal("the second attempt is another mail")
	}
}

// A run that stood still while another one sent the mail takes nothing back.
func TestARunThatStoodStillEndsNothing(t *testing.T) {
	t.Parallel()
	o := newOffice(t, true, "patient")
	j := o.put("receipt", "payer", "")
	other := *o.n
	o.n.cfg.Contact = func(ctx context.Context, _ db.Case) (string, error) {
		if err := other.Work(ctx, j); err != nil {
			t.Error(err)
		}
		return "an address that was changed meanwhile", nil
	}
	if err := o.n.Work(context.Background(), j); err != nil {
		t.Fatal(err)
	}
	tasks, err := o.db.Q().ListOpenTasksByCase(context.Background(), o.caseI)
	if got := o.row(j); err != nil || got.State != Sent || len(tasks) != 0 || len(o.mails.Mails()) != 1 {
		t.Errorf("the notice is %s, %d mails, tasks %+v, %v", got.State, len(o.mails.Mails()), tasks, err)
	}
}

func TestNobodyToTell(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := newOffice(t, false, "patient")
	tasks := func() string {
		list, err := o.db.Q().ListOpenTasksByCase(ctx, o.caseI)
		if err != nil {
			t.Fatal(err)
		}
		var s []string
		for _, x := range list {
			s = append(s, x.Kind)
		}
		slices.Sort(s) // two tasks of one moment are listed by their random ids
		return strings.Join(s, " ")
	}
	o.email = ""
	j := o.put("opinion-opened", "patient", "")
	if err := o.n.Work(ctx, j); err != nil || o.row(j).Channel != ByPost || tasks() != "post-letter" {
		t.Fatalf("no address: %v, %+v, tasks %q", err, o.row(j), tasks())
	}
	o.email = "refused@example.org"
	j = o.put("opinion-opened", "patient", "")
	if err := o.n.Work(ctx, j); err != nil || o.row(j).State != Failed || tasks() != "mail-failed post-letter" {
		t.Fatalf("an address that does not exist: %v, %+v, tasks %q", err, o.row(j), tasks())
	}
	j = o.put("offer", "specialist", "nobody")
	if err := o.n.Work(ctx, j); err != nil || o.row(j).State != Skipped {
		t.Fatalf("nobody: %v, %+v", err, o.row(j))
	}
	if len(o.mails.Mails()) != 0 {
		t.Error("something was sent")
	}
	o.mails.Close()
	j = o.put("case-received", "physician", "physician")
	err := o.n.Work(ctx, j)
	if !errs.Is(err, errs.Unreachable) || strings.Contains(errs.Message(err), "@") || o.row(j).State != "sending" {
		t.Fatalf("no mail server: %v, %+v", err, o.row(j))
	}
}

// TestWhatWasTakenBackIsNotBidden: a mail that bids the physician open an opinion
// does not go out after the authorization was taken back, also where it waited.
func TestWhatWasTakenBackIsNotBidden(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := newOffice(t, true, "patient")
	waiting := []db.Job{o.put("opinion-released", "physician", "physician"), o.put("reminder-opinion", "physician", "physician")}
	told := o.put("revoked", "physician", "physician")
	if err := o.db.Tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.Exec("UPDATE cases SET agreement = 'revoked'")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, j := range append(waiting, told) {
		if err := o.n.Work(ctx, j); err != nil {
			t.Fatal(err)
		}
	}
	if o.row(waiting[0]).State != Skipped || o.row(waiting[1]).State != Skipped || o.row(told).State != Sent || len(o.mails.Mails()) != 1 {
		t.Errorf("%+v %+v %+v, %d mails", o.row(waiting[0]), o.row(waiting[1]), o.row(told), len(o.mails.Mails()))
	}
}

// TestOpenedWhileItIsSkipped: a physician without an address who opens the opinion, or
// loses it, while that is found out is telephoned by nobody.
func TestOpenedWhileItIsSkipped(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for what, meanwhile := range map[string]string{
		"nothing": "", "opened": "UPDATE cases SET unread = FALSE", "taken back": "UPDATE cases SET agreement = 'revoked'",
	} {
		o := newOffice(t, true, "patient")
		set := func(change string) {
			o.t.Helper()
			if err := o.db.Tx(ctx, func(tx *sql.Tx) error { _, err := tx.Exec(change); return err }); err != nil {
				t.Fatal(err)
			}
		}
		set("UPDATE cases SET unread = TRUE")
		now := o.n.cfg.Now
		o.n.cfg.Now = func() time.Time { // asked for when it is known that there is nobody to write to
			if meanwhile != "" {
				set(meanwhile)
			}
			return now()
		}
		if err := o.n.Work(ctx, o.put("opinion-released", "physician", "nobody")); err != nil {
			t.Fatal(err)
		}
		tasks, err := o.db.Q().ListOpenTasksByCase(ctx, o.caseI)
		if err != nil || len(tasks) != map[bool]int{true: 1}[meanwhile == ""] {
			t.Errorf("%s: tasks %+v, %v", what, tasks, err)
		}
	}
}

// TestWhoWasAClinicsBefore has no address but the account's, whether the account
// was made for the person or the two were linked; who left is told nothing.
func TestWhoWasAClinicsBefore(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := newOffice(t, true, "patient")
	o.tx(func(q *db.Queries) error {
		for _, id := range []string{"doctor", "other"} {
			if err := q.Enter(ctx, db.InsertPersonParams{ID: id, Name: "N"}, principal.Held{Role: principal.Physician, Clinic: "c"}, "test"); err != nil {
				return err
			}
			if err := q.InsertRole(ctx, db.InsertRoleParams{ID: id + "-admin", PersonID: id, Role: "admin"}); err != nil {
				return err
			}
			if err := q.InsertAccount(ctx, db.InsertAccountParams{ID: id + "-account", PersonID: id, Email: id + "@staff.example", PasswordHash: "x", TOTPSealed: []byte{1}, KeysSealed: []byte{}, SigningPublic: []byte{}}); err != nil {
				return err
			}
		}
		if err := q.LeavePerson(ctx, db.LeavePersonParams{ID: "other", LeftAt: 1}); err != nil {
			return err
		}
		if err := q.Enter(ctx, db.InsertPersonParams{ID: "entry", Name: "N"}, principal.Held{Role: principal.Specialist}, "test"); err != nil {
			return err
		}
		if err := q.InsertLink(ctx, db.InsertLinkParams{EntryID: "entry", PersonID: "doctor"}); err != nil {
			return err
		}
		_, err := q.Relink(ctx, time.UnixMilli(1))
		return err
	})
	for _, id := range []string{"doctor", "entry"} {
		j := o.put("offer", "specialist", id)
		if err := o.n.Work(ctx, j); err != nil || o.row(j).State != Sent {
			t.Fatalf("%s: %v, %+v", id, err, o.row(j))
		}
	}
	for _, m := range o.mails.Mails() {
		if len(m.To) != 1 || m.To[0] != "doctor@staff.example" {
			t.Errorf("sent to %v", m.To)
		}
	}
	if to, err := o.n.Administrators(ctx); err != nil || !slices.Equal(to, []string{"doctor@staff.example"}) {
		t.Errorf("administrators %v, %v", to, err)
	}
}

// What is said to whoever looks after a case goes to who stands in while that
// person is away, and to all at the desk where nobody does.
func TestWhoStandsInIsTold(t *testing.T) {
	t.Parallel()
	o := newOffice(t, true, "patient")
	ctx, today := context.Background(), time.UnixMilli(1_800_000_000_000).UTC().Format(time.DateOnly)
	o.tx(func(q *db.Queries) error {
		return q.Enter(ctx, db.InsertPersonParams{ID: "deputy", Email: "deputy@staff.example", Name: "N"}, principal.Held{Role: principal.Coordinator}, "test")
	})
	told := func() []string {
		t.Helper()
		before := len(o.mails.Mails())
		if err := o.n.Work(ctx, o.put("clock-breached", "coordinator", "coordinator")); err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, m := range o.mails.Mails()[before:] {
			out = append(out, m.To...)
		}
		slices.Sort(out)
		return out
	}
	away := func(deputy string) {
		t.Helper()
		o.tx(func(q *db.Queries) error {
			return q.InsertAbsence(ctx, db.InsertAbsenceParams{ID: casefile.NewID(), PersonID: "coordinator", FromDay: today, UntilDay: today, DeputyID: deputy})
		})
	}
	if got := told(); !slices.Equal(got, []string{"coordinator@staff.example"}) {
		t.Errorf("at the desk: %v", got)
	}
	away("deputy")
	if got := told(); !slices.Equal(got, []string{"deputy@staff.example"}) {
		t.Errorf("away: %v", got)
	}
	o.tx(func(q *db.Queries) error {
		return q.LeavePerson(ctx, db.LeavePersonParams{ID: "deputy", LeftAt: 1})
	})
	if got := told(); !slices.Equal(got, []string{"coordinator@staff.example"}) {
		t.Errorf("nobody stands in: %v", got) // all who are at the desk
	}
}

// A notice about a case goes to nobody who may not see it: neither to whom it
// was given while that was otherwise, nor to a deputy, nor to a coordinator who
// is of the case's clinic.
func TestANoticeGoesToThoseWhoMaySeeTheCase(t *testing.T) {
	t.Parallel()
	for _, owner := range []string{"other", "away", "clinics", ""} {
		o := newOffice(t, true, "patient")
		ctx, today := context.Background(), time.UnixMilli(1_800_000_000_000).UTC().Format(time.DateOnly)
		o.tx(func(q *db.Queries) error {
			for id, held := range map[string]principal.Held{
				"other":   {Role: principal.Coordinator, Partner: "another partner"},
				"away":    {Role: principal.Coordinator},
				"clinics": {Role: principal.Coordinator},
				"p-own":   {Role: principal.Coordinator, Partner: "p"},
			} {
				if err := q.Enter(ctx, db.InsertPersonParams{ID: id, Email: id + "@staff.example", Name: "N"}, held, "test"); err != nil {
					return err
				}
			}
			if err := q.InsertRole(ctx, db.InsertRoleParams{ID: "r", PersonID: "clinics", Role: "physician", ClinicID: needle}); err != nil {
				return err
			}
			return q.InsertAbsence(ctx, db.InsertAbsenceParams{ID: casefile.NewID(), PersonID: "away", FromDay: today, UntilDay: today, DeputyID: "other"})
		})
		if err := o.n.Work(ctx, o.put("clock-breached", "coordinator", owner)); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range o.mails.Mails() {
			got = append(got, m.To...)
		}
		got = slices.DeleteFunc(got, func(a string) bool { return a == "oso@service.example" }) // in whose name several are written to
		slices.Sort(got)
		if want := []string{"away@staff.example", "coordinator@staff.example", "p-own@staff.example"}; !slices.Equal(got, want) {
			t.Errorf("given to %q: told %v, want %v", owner, got, want)
		}
	}
}
