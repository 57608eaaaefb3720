package casebook

import "oso/internal/clinic/vault"

// Kinds of rows of a case, then of the vault itself.
const (
	KindSection   = vault.KindSection
	KindAgreement = vault.KindAgreement
	KindDecision  = vault.KindDecision
	KindRecord    = vault.KindRecord
	KindSealed    = vault.KindSealed
	KindEvent     = vault.KindEvent
	KindOpinion   = vault.KindOpinion
	KindReceipt   = vault.KindReceipt
	KindMessage   = vault.KindMessage
	KindDraft     = vault.KindDraft
	KindImport    = vault.KindImport
	KindAhead     = vault.KindAhead
	KindServer    = vault.KindServer
	KindDevice    = vault.KindDevice
	KindCursor    = vault.KindCursor
	KindTable     = vault.KindTable
	KindOutbox    = vault.KindOutbox
	KindTombstone = vault.KindTombstone
	KindSetting   = vault.KindSetting
	KindNotice    = vault.KindNotice
	KindHeld      = vault.KindHeld
	KindWanted    = vault.KindWanted
)

// What a list says about a case's newest opinion.
const (
	OpinionNone      = vault.OpinionNone
	OpinionArrived   = vault.OpinionArrived
	OpinionOpened    = vault.OpinionOpened
	OpinionCorrected = vault.OpinionCorrected
)
