package deed

import (
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
)

// ItemKind is what a sealed item of a case is.
type ItemKind string

const (
	ItemDocument  ItemKind = "document"  // the case document, JSON
	ItemAgreement ItemKind = "agreement" // exact bytes of the text that was signed, UTF-8
	ItemScan      ItemKind = "scan"      // the signed paper, as scanned
	ItemRecord    ItemKind = "record"    // a record, original bytes
)

// Item is one stored thing: its bytes are the chunks in their order, sealed
// under the case key. Record is also the record in every chunk's place.
type Item struct {
	Record    casefile.RecordID `json:"record"`
	Kind      ItemKind          `json:"kind"`
	Path      string            `json:"path,omitempty"` // as it was found; patient data
	MediaType string            `json:"media_type"`
	Bytes     int64             `json:"bytes"`
	SHA256    string            `json:"sha256"` // of the original bytes
	Chunks    []seal.ChunkRef   `json:"chunks"`
	DICOM     *DICOMRef         `json:"dicom,omitempty"`
	Kept      string            `json:"kept,omitempty"` // why it cannot be read or viewed
}

// DICOMRef places an instance in its study (PS3.3 A.1.2).
type DICOMRef struct {
	StudyUID       string `json:"study_uid"`
	SeriesUID      string `json:"series_uid"`
	SOPInstanceUID string `json:"sop_instance_uid"`
	SOPClassUID    string `json:"sop_class_uid,omitempty"`
	Modality       string `json:"modality,omitempty"`
	StudyDate      string `json:"study_date,omitempty"` // YYYY-MM-DD
	Study          string `json:"study,omitempty"`      // description
	Series         string `json:"series,omitempty"`     // description
	Number         int    `json:"number,omitempty"`     // instance number
	// Whose order it was made on, and who referred the patient for it.
	AccessionNumber    string `json:"accession_number,omitempty"`    // (0008,0050), unique at the department alone
	ReferringPhysician string `json:"referring_physician,omitempty"` // (0008,0090): a PN as the file has it, in UTF-8; seldom who seals the case
}

// Referrer is the referring physician's name as people write it, each where
// the file names several.
func (d *DICOMRef) Referrer() string {
	var names []string
	for _, pn := range strings.Split(d.ReferringPhysician, `\`) {
		if n := casefile.NameOfDICOM(pn).Display(); n != "" {
			names = append(names, n)
		}
	}
	return strings.Join(names, ", ")
}

// Agreement is the evidence beside the exact bytes (R15 to R26, R59).
type Agreement struct {
	Version    string    `json:"version"`
	SHA256     string    `json:"sha256"` // of the bytes signed
	Signer     string    `json:"signer"`
	Relation   string    `json:"relation"` // self, guardian, ...
	Method     string    `json:"method"`   // scan, or attested-at-desk
	AttestedBy string    `json:"attested_by,omitempty"`
	SignedAt   time.Time `json:"signed_at"`
}

// Decision is what a person decided about a discrepancy of the import.
type Decision struct {
	Code    string              `json:"code"`
	Accept  bool                `json:"accept"`
	Reason  string              `json:"reason"`
	Records []casefile.RecordID `json:"records,omitempty"`
	Series  []string            `json:"series,omitempty"`
	By      string              `json:"by"`
	At      time.Time           `json:"at"`
}

// Participation is the physician's acceptance of responsibility (R2, R20).
type Participation struct {
	Version string `json:"version"`
	SHA256  string `json:"sha256"` // of the statement shown
}

// Manifest is what the physician signs: everything the case holds, each with
// its hash. A later version names the one before it.
type Manifest struct {
	Format        string          `json:"format"` // oso/manifest/v1
	Case          casefile.CaseID `json:"case"`
	Version       int             `json:"version"`             // 1, 2, ...
	Previous      string          `json:"previous,omitempty"`  // SHA-256 of the version before
	Amendment     string          `json:"amendment,omitempty"` // what changed and why
	SealedAt      time.Time       `json:"sealed_at"`
	Location      LocationAnswer  `json:"location"`
	Agreement     *Agreement      `json:"agreement"`
	Decisions     []Decision      `json:"decisions"`
	Participation Participation   `json:"participation"`
	Signer        SignerInfo      `json:"signer"`
	Items         []Item          `json:"items"`
	// KeyImages are images of Items that the clinic marked for whoever reads the
	// case. Programs of before there were any keep them as signed.
	KeyImages []casefile.KeyImage `json:"key_images,omitempty"`
}

// FormatManifest is the value of Manifest.Format.
const FormatManifest = "oso/manifest/v1"

// LocationAnswer is what the workstation's rule table said (R12); the server asks again.
type LocationAnswer struct {
	Outcome string `json:"outcome"`
	Table   string `json:"table"` // version of the rule table
}

// SignerInfo says who seals, in the clinic's own words; the certificate, made
// at enrollment, says it in OSO's.
type SignerInfo struct {
	Name string         `json:"name"`
	Key  seal.VerifyKey `json:"key"`
}

// SealManifest signs the manifest with the physician's key.
func SealManifest(k *seal.SigningKey, m Manifest) (seal.Signed, error) {
	m.Format = FormatManifest
	m.SealedAt = m.SealedAt.UTC()
	return seal.SignJSON(k, DomainSeal, m)
}

// OpenManifest verifies a manifest by the key and reads it.
func OpenManifest(s seal.Signed, k seal.VerifyKey) (Manifest, error) {
	var m Manifest
	if err := s.Open(k, DomainSeal, &m); err != nil {
		return m, err
	}
	if m.Format != FormatManifest {
		return m, errs.E(errs.Unsupported, "read manifest", "This case was sealed by a newer version of the program. It is kept as it is. Update the program.")
	}
	return m, nil
}

// CheckKeyImages refuses key images that are not of this manifest's items.
func (m *Manifest) CheckKeyImages() error {
	if err := casefile.CheckKeyImages(m.KeyImages); err != nil {
		return err
	}
	if len(m.KeyImages) == 0 {
		return nil
	}
	held := map[casefile.RecordID]*DICOMRef{}
	for i := range m.Items {
		if it := &m.Items[i]; it.Kind == ItemRecord {
			held[it.Record] = it.DICOM
		}
	}
	for i := range m.KeyImages {
		k := &m.KeyImages[i]
		if ref := held[k.Record]; ref == nil || ref.SOPInstanceUID != k.SOP || ref.SeriesUID != k.Series || ref.StudyUID != k.Study {
			return errs.E(errs.Invalid, "check key images", "A key image shows an image that is not in the case. Nothing was accepted. Remove it and seal the case again.")
		}
		if s := k.State; s != nil && (held[s.Record] == nil || held[s.Record].SOPInstanceUID != s.SOP) {
			return errs.E(errs.Invalid, "check key images", "A key image was seen under a presentation state that is not in the case. Nothing was accepted. Remove it and seal the case again.")
		}
	}
	return nil
}

// Item finds the one item of a kind that a case holds once.
func (m *Manifest) Item(kind ItemKind) (Item, bool) {
	for _, it := range m.Items {
		if it.Kind == kind {
			return it, true
		}
	}
	return Item{}, false
}
