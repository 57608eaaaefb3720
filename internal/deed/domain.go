// Package deed holds the documents that the clinic's program and the service
// sign for each other, and that are believed for years: certificates and the
// trust that goes back to the root, enrollment codes, the manifest of a sealed
// case and its envelope, receipts, refusals and revocations, and the opinion
// with all its signatures.
//
// It promises that a document is believed for what it is alone: each kind has
// a domain of its own, its bytes are kept as they were signed, and the rule of
// time stands in Trust. The formats are told in docs/VAULT.md and docs/WIRE.md.
// It does no I/O and reads no clock; what seals and signs is seal's.
package deed

import "oso/internal/seal"

// A signature's domain says what was signed by it, and by whose key.
const (
	DomainCert       seal.Domain = "oso/cert/v1"       // root or issuing key over a certificate
	DomainSeal       seal.Domain = "oso/seal/v1"       // physician over a case's manifest
	DomainAccess     seal.Domain = "oso/access/v1"     // physician over the act of opening an opinion
	DomainReceipt    seal.Domain = "oso/receipt/v1"    // issuing key over a receipt
	DomainRefusal    seal.Domain = "oso/refusal/v1"    // issuing key over the refusal of a sealed version
	DomainRevocation seal.Domain = "oso/revocation/v1" // issuing key over the revocation of a workstation or a person
	DomainChanges    seal.Domain = "oso/changes/v1"    // issuing key over a page of a clinic's feed
	DomainAuthor     seal.Domain = "oso/author/v1"     // specialist over content and what was reviewed
	DomainApproval   seal.Domain = "oso/approval/v1"   // approver over the authors' signatures
	DomainRelease    seal.Domain = "oso/release/v1"    // issuing key over the whole opinion
	DomainToken      seal.Domain = "oso/token/v1"      // device over the server's challenge and the vault's sequence
	DomainSequence   seal.Domain = "oso/sequence/v1"   // device over the vault's sequence by the end of an exchange
	DomainRenew      seal.Domain = "oso/renew/v1"      // the device's key and the one that takes its place, over the exchange of the two
	DomainEnrol      seal.Domain = "oso/enrol/v1"      // keys over the enrollment that brings them
	DomainCode       seal.Domain = "oso/code/v1"       // issuing key over an enrollment code
	DomainPolicy     seal.Domain = "oso/policy/v1"     // issuing key over a location table
	DomainPrices     seal.Domain = "oso/prices/v1"     // issuing key over a price table
	DomainAuditHead  seal.Domain = "oso/audit/v1"      // issuing key over the heads of the audit chains
	DomainAck        seal.Domain = "oso/ack/v1"        // physician over the acknowledgement of a correction
	DomainDelivery   seal.Domain = "oso/delivery/v1"   // issuing key over a coordinator's recorded delivery
	DomainAgreement  seal.Domain = "oso/agreement/v1"  // issuing key over the text of the patient's agreement
	DomainGuide      seal.Domain = "oso/guide/v1"      // issuing key over what cases need and ask
)

// What a key is wrapped for.
const (
	WrapCase     = "oso/wrap/case/v1"     // a case key to the service's receiving key
	WrapOpinion  = "oso/wrap/opinion/v1"  // an opinion's key to a physician's opening key
	WrapHandover = "oso/wrap/handover/v1" // a case key to another device of the clinic
)
