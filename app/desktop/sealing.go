package desktop

import (
	"strings"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/draft"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
)

// Seal is the physician's act.
type Seal struct{ a *App }

// Preview is what would be sealed now.
func (s *Seal) Preview(id string) (SealPreview, error) {
	d, err := s.a.workstation()
	if err != nil {
		return SealPreview{}, err
	}
	p, err := d.Preview(s.a.ctx, casefile.CaseID(id))
	if err != nil {
		return SealPreview{}, err
	}
	out := SealPreview{
		Version: p.Version, Signer: p.Signer, MaySeal: p.Signer != "", Statement: string(p.Statement), Amends: p.Amends, Seen: p.Seen, KeyImages: len(p.KeyImages),
		Kinds: []KindCount{}, Physical: []string{},
	}
	out.Records, out.Bytes, out.Kinds = count(p.Items)
	if out.Decided, err = s.decided(d, casefile.CaseID(id), p.Decisions); err != nil {
		return out, err
	}
	x, err := d.Get(s.a.ctx, casefile.CaseID(id))
	if err != nil {
		return out, err
	}
	for _, m := range x.Document.Materials {
		if m.Physical {
			out.Physical = append(out.Physical, m.Description)
		}
	}
	return out, nil
}

// count groups records by kind: a modality, pdf, image, other.
func count(items []deed.Item) (records int, bytes int64, kinds []KindCount) {
	kinds = []KindCount{}
	at := map[string]int{}
	studies := map[string]map[string]bool{}
	companions := deed.Companions(deed.Each(items))
	for _, it := range items {
		if it.Kind != deed.ItemRecord {
			continue
		}
		records++
		bytes += it.Bytes
		k := kindOf(it)
		if companions[it.Record] {
			k = "along"
		}
		if _, ok := at[k]; !ok {
			at[k] = len(kinds)
			kinds = append(kinds, KindCount{Kind: k})
			studies[k] = map[string]bool{}
		}
		kinds[at[k]].Count++
		if it.DICOM != nil && it.DICOM.StudyUID != "" && !studies[k][it.DICOM.StudyUID] {
			studies[k][it.DICOM.StudyUID] = true
			kinds[at[k]].Studies++
		}
	}
	return records, bytes, kinds
}

func kindOf(it deed.Item) string {
	switch {
	case it.DICOM != nil && it.DICOM.Modality != "":
		return strings.ToLower(it.DICOM.Modality)
	case it.MediaType == "application/pdf":
		return "pdf"
	case strings.HasPrefix(it.MediaType, "image/"):
		return "image"
	}
	return "other"
}

// decided restates what was decided: the decisions with their records by name,
// and those that are about no record.
func (s *Seal) decided(d *draft.Workstation, id casefile.CaseID, decisions []deed.Decision) ([]string, error) {
	out := []string{}
	met, err := d.Discrepancies(s.a.ctx, id)
	if err != nil {
		return nil, err
	}
	for i := range met {
		if met[i].Decision != nil {
			out = append(out, restated(&met[i]))
		}
	}
	for _, x := range decisions {
		if len(x.Records) == 0 {
			out = append(out, restated(&draft.Discrepancy{Discrepancy: casebook.Discrepancy{Code: x.Code}, Decision: &x}))
		}
	}
	return out, nil
}

// Seal signs what Preview showed with the physician's own key, and begins to
// send it.
func (s *Seal) Seal(act SealAct) (Sealed, error) {
	d, err := s.a.workstation()
	if err != nil {
		return Sealed{}, err
	}
	if act.Seen == "" {
		return Sealed{}, errs.E(errs.Usage, "seal case", "A seal names what was read before it. Nothing was sealed. Open the review and seal from there.")
	}
	v, err := d.Seal(s.a.ctx, casefile.CaseID(act.Case), draft.Act{
		Passphrase: act.Passphrase, Participate: act.Participate, Amendment: act.Amendment, Seen: act.Seen,
	})
	if err != nil {
		return Sealed{}, err
	}
	s.a.changed(casefile.CaseID(act.Case))
	s.a.exchange.begin(s.a)
	return sealedDTO(v), nil
}

func sealedDTO(v casebook.SealedVersion) Sealed {
	out := Sealed{Version: v.Version, SHA256: v.SHA256}
	var m deed.Manifest
	if seal.ReadBody(v.Manifest, &m) == nil {
		out.Signer, out.At = m.Signer.Name, stamp(m.SealedAt)
	}
	return out
}
