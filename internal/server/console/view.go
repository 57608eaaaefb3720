package console

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/server/chart"
	"oso/internal/server/checklist"
	"oso/internal/server/db"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// caseView is a case as one person may see it: what the table does not allow
// is null or empty.
type caseView struct {
	ID        string           `json:"id"`
	Reference string           `json:"reference"`
	Seq       int64            `json:"seq"`
	State     string           `json:"state"`
	Since     moment           `json:"since"`
	Kind      string           `json:"kind"`
	AddOns    []casefile.AddOn `json:"add_ons"`
	Emergent  bool             `json:"emergent"`
	Clock     *clock           `json:"clock"`
	Turn      string           `json:"turn" ts:"Turn"`
	Next      string           `json:"next"`
	// Awaited is what is still to come before this person, who writes, can sign:
	// "imaging", "pathology", "part".
	Awaited []string `json:"awaited,omitempty"`
	Acts    []string `json:"acts"`
	// Roles are those under which the person meets the case, the nearest first;
	// ActRoles is under which each act is done.
	Roles    []principal.Role          `json:"roles"`
	ActRoles map[string]principal.Role `json:"act_roles"`
	// TakesStudy: the files of a study may be taken away (study.zip).
	TakesStudy bool           `json:"takes_study"`
	Patient    *chart.Patient `json:"patient"`
	Clinic     *personRef     `json:"clinic"`
	Physician  *physicianView `json:"physician"`
	Partner    string         `json:"partner"`
	// Specialist is who writes or is asked to, Approver who has taken it up.
	Specialist *personRef         `json:"specialist"`
	Approver   string             `json:"approver"`
	Document   *casefile.Document `json:"document"`
	Synopsis   *synopsis          `json:"synopsis"`
	Tracks     *tracks            `json:"tracks"`
	Agreement  *agreementView     `json:"agreement"`
	Location   *locationView      `json:"location"`
	Payer      *payerView         `json:"payer"`
	Billing    string             `json:"billing"`
	Materials  []materialView     `json:"materials"`
	Records    []recordView       `json:"records"`
	// KeyImages are the images that the clinic marked, for whoever reads the records.
	KeyImages []casefile.KeyImage `json:"key_images"`
	Estimate  *estimateView       `json:"estimate"`
	Offers    []offerView         `json:"offers"`
	Overreads []overreadView      `json:"overreads"`
	Holdings  []holdingView       `json:"holdings"` // physical, for the desk and readers
	// Parts are what others than the lead were asked to write, in that order: for who
	// may know who writes; for who is asked, the own.
	Parts []partView `json:"parts"`
	// Conferences are those in which the case was talked over, the newest first.
	Conferences []conferenceView `json:"conferences"`
	// Reviews are those that may be ordered, or why not: for who may order them.
	Reviews  []reviewView   `json:"reviews"`
	Critical []criticalView `json:"critical"`
	Opinions []opinionRow   `json:"opinions"`
	Messages []messageView  `json:"messages"`
	// Threads are the conversations that the messages belong to, the one that was
	// written in last first.
	Threads  []threadView `json:"threads"`
	Timeline []auditView  `json:"timeline"`
	// Tasks are the open ones, Telephone where the physician is called: for the desk.
	Tasks []taskView `json:"tasks"`
	// Owner looks after the case at the desk; Deputy does while the owner is away.
	// Twins are other cases that seem to be the same patient's, until a specialist has it.
	Twins []twinView `json:"twins,omitempty"`
	Owner *personRef `json:"owner"`
	// Glass are break-glasses that wait for a review, and the person's own that is
	// open: for the desk, and for who took the case.
	Glass     []glassView `json:"glass"`
	Deputy    *personRef  `json:"deputy"`
	Telephone string      `json:"telephone"`
	There     string      `json:"there,omitempty"` // as a row of lists has it
	// Parties are those who are reached about the case, and how; Calls those that
	// were made, the newest first.
	Parties []partyView `json:"parties"`
	Agreed  *agreedView `json:"agreed"` // with the partner who pays; null: none does
	// Told is who was told of what was released, and Unread that the physician has not
	// opened it: for the desk. Arrangements are what is arranged for the patient since.
	Told         []toldView        `json:"told"`
	Unread       *unreadView       `json:"unread"`
	Arrangements []arrangementView `json:"arrangements"`
	// Lacks is what the author said would have changed the answer, for author and
	// desk; MaterialsList what cases are looked through for, by which that is said.
	Lacks         []lackView        `json:"lacks"`
	MaterialsList []checklist.Check `json:"materials_list"`
	SaysLacked    bool              `json:"says_lacked"`
	// Stopped says why the case is on hold, or has ended without an opinion.
	Stopped *stoppedView `json:"stopped"`
	Calls   []callView   `json:"calls"`
}

type physicianView struct {
	ID               string `json:"id"`
	Name             string `json:"name"`
	Titles           string `json:"titles"`
	LicenseCheckedAt moment `json:"licence_checked_at"`
}

type tracks struct {
	Participation string `json:"participation"`
	Agreement     string `json:"agreement"`
	Location      string `json:"location"`
	Materials     string `json:"materials"`
	ImagingRead   string `json:"imaging_read"`
	PathologyRead string `json:"pathology_read"`
	Billing       string `json:"billing"`
	Query         string `json:"query"`
	Critical      string `json:"critical"`
	Correction    string `json:"correction"`
	Revision      string `json:"revision"`
	RecordRequest string `json:"record_request"`
	CourtesyCopy  bool   `json:"courtesy_copy"`
}

type agreementView struct {
	deed.Agreement
	Text string            `json:"text"`
	Scan casefile.RecordID `json:"scan"`
	// Under is the text that was signed.
	Under underView `json:"under"`
}

// view answers with the case.
func (k *Console) view(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	v, err := k.caseView(r.Context(), r.PathValue("case"), who)
	if err != nil {
		return err
	}
	return answer(w, v)
}

func (k *Console) caseView(ctx context.Context, id string, who principal.Principal) (*caseView, error) {
	q := k.DB.Q()
	f, err := k.find(ctx, q, id, who)
	if err != nil {
		return nil, err
	}
	office, err := k.Flow.Calendar(ctx, q)
	if err != nil {
		return nil, err
	}
	v := &caseView{
		ID: f.row.ID, Reference: f.row.Reference, Seq: f.row.Seq, State: f.row.State, Kind: f.row.Kind, Emergent: f.row.Emergent,
		Clock: k.clock(f, office), AddOns: []casefile.AddOn{},
		Materials: []materialView{}, Records: []recordView{}, KeyImages: []casefile.KeyImage{}, Offers: []offerView{}, Overreads: []overreadView{}, Holdings: []holdingView{}, Parts: []partView{}, Conferences: []conferenceView{}, Reviews: []reviewView{},
		Critical: []criticalView{}, Opinions: []opinionRow{}, Messages: []messageView{}, Threads: []threadView{}, Timeline: []auditView{}, Tasks: []taskView{}, Glass: []glassView{}, Parties: []partyView{}, Calls: []callView{},
		Told: []toldView{}, Arrangements: []arrangementView{}, Lacks: []lackView{}, MaterialsList: []checklist.Check{},
	}
	names := k.names(ctx, q)
	if f.Sees(rights.Status) {
		if err := k.viewStatus(ctx, q, f, names, v); err != nil {
			return nil, err
		}
	}
	var place *workflow.Place
	if f.sealed() {
		c, err := k.openCase(ctx, q, f)
		if err != nil {
			return nil, err
		}
		defer c.Close()
		if place, err = k.place(ctx, q, c); err != nil {
			return nil, err
		}
		if err := k.viewSealed(ctx, q, f, c, names, v); err != nil {
			return nil, err
		}
		if err := viewAfter(ctx, q, f, c, names, v); err != nil {
			return nil, err
		}
	}
	if v.Acts, v.Next, err = k.acts(ctx, q, f, place); err != nil {
		return nil, err
	}
	for i := range f.tasks {
		v.Tasks = append(v.Tasks, *f.tasks[i].view(f))
	}
	if f.Sees(rights.Intake) {
		staff, err := k.deskStaff(ctx, q)
		if err != nil {
			return nil, err
		}
		v.Owner, v.Deputy = owned(staff, f.row.CoordinatorID, f.related())
	}
	if f.Sees(rights.Contact) {
		clinics, err := k.places(ctx, q)
		if err != nil {
			return nil, err
		}
		v.Telephone, v.There = names.telephone(f.row, clinics), k.there(clinics[f.row.ClinicID].zone)
	}
	if v.Glass, err = k.caseGlass(ctx, q, names, f); err != nil {
		return nil, err
	}
	v.Roles, v.ActRoles = f.roles(), map[string]principal.Role{}
	for _, a := range v.Acts {
		v.ActRoles[a] = f.as(rights.Act(a))
	}
	v.TakesStudy = f.May(rights.TakeStudy)
	if v.Next == string(writing) {
		v.Awaited = f.awaited()
	}
	v.Turn = turn(f, v.Next, mayBeLate(f) && k.Now().UnixMilli() > f.row.DueAt)
	return v, nil
}

// viewStatus is where the case stands, and who has it, as far as the person may
// know.
func (k *Console) viewStatus(ctx context.Context, q *db.Queries, f *file, names *people, v *caseView) error {
	row := f.row
	if f.Sees(rights.Money) && row.PartnerID != "" {
		p, err := q.GetPartner(ctx, row.PartnerID)
		if err != nil {
			return db.Err(err, "read partner")
		}
		v.Partner = p.Name
	}
	if f.Sees(rights.Intake) {
		v.Tracks = &tracks{
			row.Participation, row.Agreement, row.Location, row.Materials, row.ImagingRead, row.PathologyRead, row.Billing,
			row.Query, row.Critical, row.Correction, row.Revision, row.RecordRequest, row.CourtesyCopy,
		}
	}
	if f.Sees(rights.Writers) {
		if id := f.specialist(); id != "" {
			p := names.ref(id)
			v.Specialist = &p
		}
		v.Approver = names.name(f.latest().ApproverID)
		for _, o := range f.opinions {
			if o.State != opinion.StateDraft || f.Sees(rights.Draft) {
				v.Opinions = append(v.Opinions, opinionRow{
					o.Version, o.Kind, o.State, names.name(o.AuthorID), names.name(o.ApproverID), moment(o.SignedAt), moment(o.ReleasedAt),
					moment(o.AccessedAt), moment(o.SupersededAt), moment(o.AcknowledgedAt), o.Fingerprint, false,
				})
			}
		}
	}
	step, err := q.LastStep(ctx, db.LastStepParams{Chain: row.ID, State: row.State})
	if err = db.Err(err, "read timeline"); errs.Is(err, errs.NotFound) {
		return nil
	}
	v.Since = moment(step.ServerTime)
	return err
}

// viewSealed is what is sealed, view by view.
func (k *Console) viewSealed(ctx context.Context, q *db.Queries, f *file, c *opinion.Working, names *people, v *caseView) error {
	if f.Sees(rights.Synopsis) && !f.Sees(rights.Clinical) {
		s, err := k.synopsisOf(c, f)
		if err == nil {
			err = k.viewParts(ctx, q, f, c, names, v)
		}
		v.Synopsis, v.AddOns = s, append(v.AddOns, c.Doc.Service.AddOns...)
		return err
	}
	for _, step := range []struct {
		of rights.View
		do func() error
	}{
		{rights.Name, func() error { v.Patient = &c.Person; return nil }},
		{rights.Clinical, func() error { return k.viewClinical(ctx, q, f, c, names, v) }},
		{rights.Intake, func() error { return k.viewIntake(ctx, q, f, c, names, v) }},
		{rights.Money, func() error { return k.viewMoney(ctx, q, f, c, names, v) }},
		{rights.Contact, func() error { return viewContact(ctx, q, c, names, v) }},
		{rights.Records, func() error { return k.viewRecords(ctx, q, f, c, names, v) }},
		{rights.History, func() error { return viewHistory(ctx, q, f, c, names, v) }},
	} {
		if !f.Sees(step.of) {
			continue
		}
		if err := step.do(); err != nil {
			return err
		}
	}
	return nil
}

// viewClinical is what the clinic asks, without what others than the desk have
// no use for.
func (k *Console) viewClinical(ctx context.Context, q *db.Queries, f *file, c *opinion.Working, names *people, v *caseView) error {
	v.AddOns = append(v.AddOns, c.Doc.Service.AddOns...)
	v.Document = redacted(*c.Doc, f.Standings)
	v.Clinic = &personRef{c.Clinic.ID, c.Clinic.Name}
	v.Physician = &physicianView{c.Physician.ID, c.Physician.Name, c.Physician.Titles, moment(c.Physician.LicenseCheckedAt)}
	if err := viewOverreads(f, c, names, v); err != nil {
		return err
	}
	if err := viewHoldings(ctx, q, f, c, names, v); err != nil {
		return err
	}
	if err := k.viewParts(ctx, q, f, c, names, v); err != nil {
		return err
	}
	if err := k.viewReviews(ctx, q, f, c, v); err != nil {
		return err
	}
	return viewCritical(ctx, q, f, c, names, v)
}

// redacted is the document without what the rights do not show.
func redacted(d casefile.Document, r rights.Standings) *casefile.Document {
	if !r.Sees(rights.Contact) {
		p := d.Patient
		d.Patient = casefile.Patient{Name: p.Name, BirthDate: p.BirthDate, Sex: p.Sex, Identifiers: []casefile.Identifier{}}
	}
	if !r.Sees(rights.Money) {
		d.Payer = casefile.Payer{}
	}
	return &d
}

func (k *Console) viewIntake(ctx context.Context, q *db.Queries, f *file, c *opinion.Working, names *people, v *caseView) error {
	if err := k.viewAgreement(ctx, q, c, v); err != nil {
		return err
	}
	if err := k.viewLocation(ctx, c, v); err != nil {
		return err
	}
	if err := viewMaterials(ctx, q, c, names, v); err != nil {
		return err
	}
	if v.Clock == nil || f.row.State == string(workflow.Triage) { // while it is taken in
		var err error
		if v.Twins, err = k.twins(ctx, q, f, c.Doc.Patient); err != nil {
			return err
		}
	}
	return viewOffers(ctx, q, f, c, names, v)
}

func viewHistory(ctx context.Context, q *db.Queries, f *file, c *opinion.Working, names *people, v *caseView) error {
	if err := viewMessages(ctx, q, f, c, names, v); err != nil {
		return err
	}
	if err := viewConferences(ctx, q, c, names, v); err != nil {
		return err
	}
	if err := viewStopped(ctx, q, f, c, names, v); err != nil {
		return err
	}
	return viewTimeline(ctx, q, f, c, names, v)
}

// UnmarshalJSON lets a stored synopsis be read back.
func (m *moment) UnmarshalJSON(b []byte) error {
	var t *time.Time
	if err := json.Unmarshal(b, &t); err != nil {
		return err
	}
	*m = 0
	if t != nil {
		*m = moment(t.UnixMilli())
	}
	return nil
}
