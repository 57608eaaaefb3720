package casebook

import "oso/internal/clinic/vault"

// Kind is what a row holds. A kind stands in the clear, so it may never tell
// about a patient.
type Kind = vault.Kind

// Kinds of rows of a case, sealed under the case key.
const (
	KindSection   Kind = "section"        // one section of the case document; id: its name
	KindAgreement Kind = "agreement"      // the agreement and its evidence
	KindDecision  Kind = "decision"       // a deed.Decision, what a person decided about a discrepancy; id random
	KindRecord         = vault.KindRecord // a Record; written by Batch
	KindSealed    Kind = "sealed"         // a SealedVersion
	KindEvent     Kind = "event"          // an Event, for the case's history
	KindOpinion   Kind = "opinion"        // an Opinion: its package and its state
	KindReceipt   Kind = "receipt"        // a ReceiptRow
	KindMessage   Kind = "message"        // to and from the coordinators
	KindDraft     Kind = "draft"          // anything else the workstation keeps of a case
	KindImport    Kind = "import"         // an Import: what was met, what of it did not come in and why, whether it ended
	KindAhead     Kind = "ahead"          // an Ahead: what an import of before reports found before it read
	KindReport    Kind = "report"         // a ReportPage: what became of the files of an import
	KindKeyImage  Kind = "key-image"      // a casefile.KeyImage that the clinic marked; id: its own
)

// Kinds of rows of the workstation, sealed under the vault key.
const (
	KindServer    Kind = "server"          // a Server: what enrollment brought
	KindCursor    Kind = "cursor"          // how far the exchange has come
	KindTable     Kind = "table"           // location and price tables, agreement texts
	KindOutbox    Kind = "outbox"          // what is to be sent; nothing that opens data
	KindTombstone Kind = "tombstone"       // a Tombstone; written by Discard
	KindSetting        = vault.KindSetting // the workstation's own settings
	KindNotice    Kind = "notice"          // a Notice
	KindHeld      Kind = "held"            // what came from the service and could not be read, as it came
	KindWanted    Kind = "wanted"          // an opinion that is still to be fetched
)

// layout says to the vault what is kept in it. Never use a number again.
func layout() vault.Layout {
	return vault.Layout{
		Set:  "case",
		Head: func() vault.Head { return new(listed) },
		Kinds: map[Kind]byte{
			KindSection: 1, KindAgreement: 2, KindDecision: 3, KindSealed: 5, KindEvent: 6,
			KindOpinion: 7, KindReceipt: 8, KindMessage: 9, KindDraft: 10, KindImport: 11, KindAhead: 12, KindReport: 13, KindKeyImage: 14,
			KindServer: 64, KindCursor: 66, KindTable: 67, KindOutbox: 68, KindTombstone: 69, KindNotice: 71,
			KindHeld: 72, KindWanted: 73,
		},
	}
}

// EarlierText is the row (KindTable) of an agreement's text that another replaced.
func EarlierText(version string) string { return "agreement/" + version }
