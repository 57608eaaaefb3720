// Package intake is what the service asks for and what people agree to, as
// versioned data, and the pure functions over it: reading a case document
// strictly, the patient's agreement and the physician's participation
// statement as the exact bytes that are signed, the completeness of a case,
// and the made-up case that shows what a document looks like.
//
// It promises that a text once released never changes (a new wording is a new
// version; old ones stay, so that what was signed can be rendered again), and
// that completeness has one definition on both sides. It reads no clock and
// no file. Where the service may be given is policy's answer and comes in as
// an argument; what records say is found by the importer and comes in, too.
package intake
