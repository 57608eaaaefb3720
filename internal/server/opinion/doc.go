// Package opinion carries an opinion from the first word to the release: the
// draft made from the case, its checks, the author's and the approver's
// signatures, the letter as PDF, the signed package and its key for the
// treating physician.
//
// It promises that what is signed is one byte string, kept and released as it
// is; that questions, addressee, patient and signers in it are the case's own,
// whatever a page sends; that a draft is never overwritten by an older one;
// and that a released package verifies by itself (deed.Verify was run over
// it). Everything is sealed under the case key where it is stored.
//
// It leaves to others: when an act is possible and what follows from it
// (workflow: its functions here run in the caller's transaction, before the
// event), who may do it and opening signing keys (auth).
package opinion
