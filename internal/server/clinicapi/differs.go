package clinicapi

import (
	"bytes"
	"context"
	"slices"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/policy"
	"oso/internal/seal"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/workflow"
)

// differs compares what intake settles with what the case's rows hold of the
// version before. What cannot be read there counts as different: it is settled
// once more.
func (a *API) differs(ctx context.Context, q *db.Queries, v *sealedVersion, c db.Case) (workflow.Amended, error) {
	var d workflow.Amended
	before := a.records.With(c, v.key)
	defer before.Close()
	was, err := before.Document()
	if errs.Is(err, errs.Damaged) {
		was, err = &casefile.Document{}, nil
	}
	if err != nil {
		return d, err
	}
	agreed, err := before.Agreement()
	if err != nil && !errs.Is(err, errs.Damaged) {
		return d, err
	}
	same, err := sameAgreement(agreed, v.agreementData())
	if err != nil {
		return d, err
	}
	if !same {
		d.Agreement = agreementOf(&v.manifest)
	}
	d.Elsewhere = policy.Canonical(was.Residence) != policy.Canonical(v.doc.Residence) || policy.Canonical(was.Specimen) != policy.Canonical(v.doc.Specimen)
	d.NoCopy = was.WantsCopy() && !v.doc.WantsCopy()
	for _, m := range v.doc.Materials {
		d.Announced = d.Announced || !comesSealed(m) && !slices.Contains(was.Materials, m)
	}
	if !sameOrder(was, v.doc) {
		partner := c.PartnerID // an administrator may have linked it
		if policy.FactsOf(was).Partner != policy.FactsOf(v.doc).Partner {
			if partner, err = partnerID(ctx, q, v.doc, a.now()); err != nil {
				return d, err
			}
		}
		d.Wanted = &workflow.Wanted{Kind: string(v.doc.Service.Kind), PayerKind: string(payer(v.doc)), Partner: partner}
	}
	return d, nil
}

// sameAgreement: the same text, signed by the same person at the same time in
// the same way, and the same scan of it.
func sameAgreement(a, b chart.Agreement) (bool, error) {
	x, err := seal.Canonical(a)
	if err != nil {
		return false, err
	}
	y, err := seal.Canonical(b)
	return bytes.Equal(x, y), err
}

// sameOrder: an estimate for the one holds for the other. The priority is the
// coordinator's to set.
func sameOrder(a, b *casefile.Document) bool {
	x, y := policy.FactsOf(a), policy.FactsOf(b)
	sorted := func(l []casefile.AddOn) []casefile.AddOn {
		l = slices.Clone(l)
		slices.Sort(l)
		return l
	}
	return x.Kind == y.Kind && x.Partner == y.Partner && slices.Equal(sorted(x.AddOns), sorted(y.AddOns))
}

// comesSealed: what is announced as an upload comes with the sealed case.
func comesSealed(m casefile.Material) bool { return m.Channel == casefile.ByUpload && !m.Physical }
