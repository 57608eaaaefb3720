package console

import (
	"net/http"
	"time"

	"oso/internal/casefile"
	"oso/internal/server/auth"
	"oso/internal/server/columns"
	"oso/internal/server/db"
	"oso/internal/server/rights"
)

type rowView struct {
	ID         string           `json:"id"`
	Reference  string           `json:"reference"`
	State      string           `json:"state"`
	Turn       string           `json:"turn"`
	Next       string           `json:"next"`
	Patient    *columns.Patient `json:"patient"` // null: not for this person's eyes
	Clinic     string           `json:"clinic"`
	Physician  string           `json:"physician"`
	Specialist string           `json:"specialist"`
	Partner    string           `json:"partner"`
	Kind       string           `json:"kind"`
	Emergent   bool             `json:"emergent"`
	Critical   bool             `json:"critical"`
	Since      moment           `json:"since"`
	Clock      *clock           `json:"clock"`
}

type stageCount struct {
	State string `json:"state"`
	Count int    `json:"count"`
}

type listView struct {
	Now    time.Time    `json:"now"`
	Rows   []rowView    `json:"rows"`
	Stages []stageCount `json:"stages"`
}

// list is every case that exists for the person, with whose turn it is.
func (k *Console) list(w http.ResponseWriter, r *http.Request, who auth.Identity) error {
	const op = "list cases"
	ctx, q := r.Context(), k.DB.Q()
	cases, err := q.ListCases(ctx)
	if err != nil {
		return db.Err(err, op)
	}
	stays, err := q.ListStays(ctx)
	if err != nil {
		return db.Err(err, op)
	}
	since := map[string]int64{}
	for _, s := range stays {
		since[s.Chain] = s.Since
	}
	clinics, err := q.ListClinics(ctx)
	if err != nil {
		return db.Err(err, op)
	}
	partners, err := q.ListPartners(ctx)
	if err != nil {
		return db.Err(err, op)
	}
	clinic, partner := map[string]string{}, map[string]string{}
	for _, c := range clinics {
		clinic[c.ID] = c.Name
	}
	for _, p := range partners {
		partner[p.ID] = p.Name
	}
	names := k.names(ctx, q)
	out := listView{Now: k.Now().UTC(), Rows: []rowView{}, Stages: []stageCount{}}
	at := map[string]int{}
	for _, c := range cases {
		f, err := k.meet(ctx, q, c, who)
		if err != nil {
			return err
		}
		if f.relation == rights.None {
			continue
		}
		acts, err := k.acts(ctx, q, f, nil)
		if err != nil {
			return err
		}
		v := rowView{
			ID: c.ID, Reference: c.Reference, State: c.State, Next: next(f, acts),
			Kind: c.Kind, Emergent: c.Emergent, Since: moment(since[c.ID]), Clock: k.clock(f),
		}
		v.Turn = k.turn(f, v.Next)
		if f.Sees(rights.Money) {
			v.Partner = partner[c.PartnerID]
		}
		if f.Sees(rights.Writers) {
			v.Specialist = names.name(f.specialist())
		}
		if f.Sees(rights.Clinical) {
			v.Critical = c.Critical == "raised" || c.Critical == "called"
			v.Clinic, v.Physician = clinic[c.ClinicID], names.name(c.PhysicianID)
		}
		if f.Sees(rights.Name) {
			if v.Patient, err = k.patient(c); err != nil {
				return err
			}
		}
		out.Rows = append(out.Rows, v)
		if i, ok := at[c.State]; ok {
			out.Stages[i].Count++
		} else {
			at[c.State] = len(out.Stages)
			out.Stages = append(out.Stages, stageCount{c.State, 1})
		}
	}
	return answer(w, out)
}

// specialist is who writes, or to whom it is offered.
func (f *file) specialist() string {
	if f.row.SpecialistID != "" {
		return f.row.SpecialistID
	}
	return f.offer.PersonID
}

// patient opens the one column that lists show.
func (k *Console) patient(c db.Case) (*columns.Patient, error) {
	id := casefile.CaseID(c.ID)
	key, err := k.Keys.UnwrapCaseKey(id, c.KeyWrapped)
	if err != nil {
		return nil, err
	}
	defer key.Wipe()
	var p columns.Patient
	return &p, columns.For(id, &key).OpenJSON(columns.Summary, "", c.SummarySealed, &p)
}
