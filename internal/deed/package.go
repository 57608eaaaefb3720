package deed

import (
	"encoding/json"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
)

// Verified is an opinion whose every signature was checked.
type Verified struct {
	Content        Content
	ContentSHA256  string // the letter's fingerprint
	ManifestSHA256 string // of what the authors reviewed
	Signers        []VerifiedSigner
	ReleasedAt     time.Time
}

// VerifiedSigner names who signed, as certified, and when.
type VerifiedSigner struct {
	Name   string    `json:"name"`
	Role   CertRole  `json:"role"`
	Titles string    `json:"titles"`
	Part   string    `json:"part,omitempty"`
	Signed time.Time `json:"signed"`
}

// NewContent makes the canonical bytes that the authors sign.
func NewContent(c Content) ([]byte, error) {
	c.Format = FormatContent
	return seal.Canonical(c)
}

// SignContent is one author's signature.
func SignContent(k *seal.SigningKey, cert Certificate, s AuthorStatement) (Endorsement, error) {
	s.SignedAt = s.SignedAt.UTC()
	signed, err := seal.SignJSON(k, DomainAuthor, s)
	return Endorsement{signed, cert}, err
}

// AuthorsHash binds all authors' signatures and certificates in their order.
func AuthorsHash(authors []Endorsement) string { return endorsementHash(authors) }

// ApprovalHash binds the approver's signature and certificate.
func ApprovalHash(e Endorsement) string { return endorsementHash([]Endorsement{e}) }

func endorsementHash(es []Endorsement) string {
	b, err := seal.Canonical(es)
	if err != nil {
		panic(err) // bytes only: always encodes
	}
	return seal.SHA256(b)
}

// Approve is the approver's signature over the authors'.
func Approve(k *seal.SigningKey, cert Certificate, authors []Endorsement, at time.Time) (Endorsement, error) {
	signed, err := seal.SignJSON(k, DomainApproval, ApprovalStatement{AuthorsHash(authors), at.UTC()})
	return Endorsement{signed, cert}, err
}

// Release completes a package: content, authors, approval and PDFs are set,
// the issuing key signs over all of them. It refuses what Verify would refuse.
func Release(issuing *seal.SigningKey, trust Trust, p Package, at time.Time) (Package, error) {
	var c Content
	if err := json.Unmarshal(p.Content, &c); err != nil {
		return p, errs.Wrap(err, errs.Invalid, "release opinion", "")
	}
	p.Format = FormatPackage
	p.Issuing = trust.Issuing
	signed, err := seal.SignJSON(issuing, DomainRelease, ReleaseStatement{
		Case: c.Case, Reference: c.Reference, Version: c.Version, Supersedes: c.Supersedes,
		ContentSHA256: seal.SHA256(p.Content), AuthorsSHA256: AuthorsHash(p.Authors), ApprovalSHA256: ApprovalHash(p.Approval),
		A4SHA256: seal.SHA256(p.A4), LetterSHA256: seal.SHA256(p.Letter), ReleasedAt: at.UTC(),
	})
	if err != nil {
		return p, err
	}
	p.Release = signed
	_, err = Verify(trust.Root, p)
	return p, err
}

// Encode is the package as bytes: what is sealed, sent and exported.
func (p Package) Encode() ([]byte, error) { return seal.Canonical(p) }

// DecodePackage reads a package; nothing in it is believed before Verify.
func DecodePackage(b []byte) (Package, error) {
	var p Package
	if err := json.Unmarshal(b, &p); err != nil {
		return p, errs.Wrap(err, errs.Invalid, "read opinion package", "This file is not an opinion of OSO, or it is cut. Nothing was changed. Export it again.")
	}
	if p.Format != FormatPackage {
		return p, errs.E(errs.Unsupported, "read opinion package", "This opinion was packed by a newer version of the program. It is kept as it is. Update the program to read it.")
	}
	return p, nil
}

// Verify checks everything that a reader relies on: that each author and the
// approver were certified by the service for their role when they signed,
// that each part of another was signed by who wrote it and stands as it was
// signed, that the approver is none of them, that the release binds exactly these
// bytes and both PDFs, that the pictures are those that the content names. It needs
// no network and no clock. The error's kind is SignatureMismatch or Untrusted; then
// nothing of the package may be shown.
func Verify(root seal.VerifyKey, p Package) (Verified, error) {
	var v Verified
	trust := Trust{Root: root, Issuing: p.Issuing}
	broken := func(what string) error {
		return errs.E(errs.SignatureMismatch, "verify opinion: "+what, "This opinion does not verify: it is not what was signed. It is not shown. Ask OSO by telephone for it again.")
	}

	var rel ReleaseStatement
	if _, err := trust.Open(p.Release, DomainRelease, &rel); err != nil {
		return v, err
	}
	v.ContentSHA256 = seal.SHA256(p.Content)
	switch {
	case rel.ContentSHA256 != v.ContentSHA256:
		return v, broken("content")
	case rel.AuthorsSHA256 != AuthorsHash(p.Authors):
		return v, broken("authors")
	case rel.ApprovalSHA256 != ApprovalHash(p.Approval):
		return v, broken("approval")
	case rel.A4SHA256 != seal.SHA256(p.A4) || rel.LetterSHA256 != seal.SHA256(p.Letter):
		return v, broken("letter")
	}
	if err := json.Unmarshal(p.Content, &v.Content); err != nil {
		return v, broken("content form")
	}
	c := v.Content
	if c.Format != FormatContent {
		return v, errs.E(errs.Unsupported, "verify opinion", "This opinion was written by a newer version of the program. It is kept as it is. Update the program to read it.")
	}
	if c.Case != rel.Case || c.Reference != rel.Reference || c.Version != rel.Version || c.Supersedes != rel.Supersedes {
		return v, broken("names another case or version")
	}
	if !c.checkPictures(p.Pictures) {
		return v, broken("pictures")
	}
	if len(p.Authors) == 0 {
		return v, broken("nobody signed")
	}
	authors := map[string]bool{}
	roles := []CertRole{RoleSpecialist, RoleRadiologist, RolePathologist}
	for _, e := range p.Authors {
		var s AuthorStatement
		b, err := trust.OpenBy(e.Certificate, e.Signed, DomainAuthor, &s, rel.ReleasedAt, roles...)
		if err != nil {
			return v, err
		}
		if s.ContentSHA256 != v.ContentSHA256 || s.Case != c.Case || s.Version != c.Version {
			return v, broken("author signed something else")
		}
		if v.ManifestSHA256 == "" {
			v.ManifestSHA256 = s.ManifestSHA256
		} else if v.ManifestSHA256 != s.ManifestSHA256 {
			return v, broken("authors reviewed different records")
		}
		authors[b.Subject] = true
		v.Signers = append(v.Signers, VerifiedSigner{b.Name, b.Role, b.Titles, s.Part, s.SignedAt})
	}
	parts := c.Parts()
	if len(parts) != len(p.Parts) {
		return v, broken("a part is not signed")
	}
	for i, part := range parts {
		body, err := part.Encode()
		if err != nil {
			return v, broken("part form")
		}
		var s AuthorStatement
		e := p.Parts[i]
		b, err := trust.OpenBy(e.Certificate, e.Signed, DomainAuthor, &s, rel.ReleasedAt, roles...)
		if err != nil {
			return v, err
		}
		if s.ContentSHA256 != seal.SHA256(body) || s.Case != c.Case || s.Version != 0 || s.Part != part.Heading {
			return v, broken("a part is not what its author signed")
		}
		authors[b.Subject] = true
		v.Signers = append(v.Signers, VerifiedSigner{b.Name, b.Role, b.Titles, s.Part, s.SignedAt})
	}
	var a ApprovalStatement
	b, err := trust.OpenBy(p.Approval.Certificate, p.Approval.Signed, DomainApproval, &a, rel.ReleasedAt, RoleApprover)
	if err != nil {
		return v, err
	}
	if a.AuthorsSHA256 != rel.AuthorsSHA256 {
		return v, broken("approver signed something else")
	}
	if authors[b.Subject] {
		return v, broken("approver is an author")
	}
	v.Signers = append(v.Signers, VerifiedSigner{b.Name, b.Role, b.Titles, "", a.ApprovedAt})
	v.ReleasedAt = rel.ReleasedAt
	return v, nil
}

// PurposeOpinion is the purpose under which a package is sealed with the
// opinion's own key.
const PurposeOpinion = "oso/opinion-box/v1"

// SealPackage seals an encoded package under its own key.
func SealPackage(key *seal.Key, encoded []byte, id casefile.CaseID, version int) []byte {
	return key.Seal(PurposeOpinion, encoded, string(id), versionField(version))
}

// OpenPackage opens what SealPackage made.
func OpenPackage(key *seal.Key, sealed []byte, id casefile.CaseID, version int) (Package, error) {
	b, err := key.Open(PurposeOpinion, sealed, string(id), versionField(version))
	if err != nil {
		return Package{}, err
	}
	return DecodePackage(b)
}

// AccessStatement is the physician's act of opening an opinion for the first
// time (R41), signed with the physician's key (DomainAccess).
type AccessStatement struct {
	Case          casefile.CaseID `json:"case"`
	Version       int             `json:"version"`
	PackageSHA256 string          `json:"package_sha256"` // of the package as sealed and sent
	OpenedAt      time.Time       `json:"opened_at"`      // by the workstation's clock
}

// MadeAt is when it was opened.
func (s AccessStatement) MadeAt() time.Time { return s.OpenedAt }
