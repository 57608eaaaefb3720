package db

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"math/big"

	"oso/internal/errs"
)

// EraseCase destroys the case's key and every sealed column of the case and
// of what hangs on it, and dooms its blobs (a blob belongs to one case). What
// stays is the reference number, states, the audit and money, none of which
// names the patient. Kind Refused: the case is under a legal hold. Run Checkpoint after the commit, and delete the blobs.
func EraseCase(ctx context.Context, tx *sql.Tx, caseID string, nowMS int64) error {
	q := New(tx)
	if _, err := q.GetLegalHold(ctx, caseID); err == nil {
		return errs.E(errs.Refused, "erase case", "This case is under a legal hold. Nothing was erased. An administrator lifts the hold first.")
	} else if !errors.Is(err, sql.ErrNoRows) {
		return wrap(err, "erase case")
	}
	steps := []func() error{
		func() error { return q.DoomCaseBlobs(ctx, DoomCaseBlobsParams{CaseID: caseID, CreatedAt: nowMS}) },
		func() error { return q.DoomOpinionBlobs(ctx, DoomOpinionBlobsParams{CaseID: caseID, CreatedAt: nowMS}) },
		func() error { return q.DoomPictures(ctx, DoomPicturesParams{CaseID: caseID, CreatedAt: nowMS}) },
		func() error { return q.DeleteCasePictures(ctx, caseID) },
		func() error { return q.DeleteCaseChunks(ctx, caseID) },
		func() error { return q.DeleteCaseUploads(ctx, caseID) },
		func() error { return q.DeleteCaseRecords(ctx, caseID) },
		func() error {
			return q.DoomCaseItemChunks(ctx, DoomCaseItemChunksParams{OfCase: caseID, CreatedAt: nowMS})
		},
		func() error { return q.DropCaseItemChunks(ctx, caseID) },
		func() error { return q.EraseCaseItems(ctx, EraseCaseItemsParams{CaseID: caseID, Empty: []byte{}}) },
		func() error { return q.DeleteCaseImages(ctx, caseID) },
		func() error { return q.DeleteCaseRecordTexts(ctx, caseID) },
		func() error { return q.DeleteCaseKeyImages(ctx, caseID) },
		func() error { return q.EraseCaseGlass(ctx, EraseCaseGlassParams{CaseID: caseID, Empty: []byte{}}) },
		func() error { return q.EraseCaseHolds(ctx, EraseCaseHoldsParams{CaseID: caseID, Empty: []byte{}}) },
		func() error { return q.DeleteCaseVersions(ctx, caseID) },
		func() error { return q.DeleteCaseMaterials(ctx, caseID) },
		func() error { return q.DeleteCaseThings(ctx, caseID) },
		func() error { return q.DeleteCaseSheets(ctx, caseID) },
		func() error { return q.DeleteCaseTranslations(ctx, caseID) },
		func() error { return q.DeleteCaseTies(ctx, caseID) },
		func() error { return q.DeleteCaseMessages(ctx, caseID) },
		func() error { return q.DeleteCaseCalls(ctx, caseID) },
		func() error { return q.DeleteCaseLacks(ctx, caseID) },
		func() error { return q.DeleteCaseArrangements(ctx, caseID) },
		func() error { return q.DeleteCaseOffers(ctx, caseID) },
		func() error { return q.DeleteCaseOverreads(ctx, caseID) },
		func() error { return q.DeleteCaseContributions(ctx, caseID) },
		func() error { return q.DeleteCaseConferences(ctx, caseID) },
		func() error { return q.DeleteCaseSignedReadings(ctx, caseID) },
		func() error { return q.DeleteCaseMaterialLoans(ctx, caseID) },
		func() error { return q.DeleteCaseOwnNotes(ctx, caseID) },
		func() error { return q.DeleteCaseDraftStates(ctx, caseID) },
		func() error { return q.DeleteCaseTicks(ctx, caseID) },
		func() error { return q.DeleteCaseRemarks(ctx, caseID) },
		func() error { return q.DeleteCaseFindings(ctx, caseID) },
		func() error { return q.DeleteCasePaymentToken(ctx, caseID) },
		func() error { return q.DeleteCaseAccesses(ctx, caseID) },
		func() error { return q.DeleteCaseOpinionKeys(ctx, caseID) },
		func() error { return q.DeleteCaseOpinions(ctx, caseID) },
		func() error {
			return q.EraseCaseRow(ctx, EraseCaseRowParams{CaseID: caseID, ErasedAt: nowMS, Empty: []byte{}})
		},
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return wrap(err, "erase case")
		}
	}
	return nil
}

// NewReference is a ten-digit reference number that no case has. It begins
// with 1 to 9, so that no program cuts a leading zero.
func NewReference(ctx context.Context, tx *sql.Tx) (string, error) {
	span := big.NewInt(9_000_000_000)
	for range 20 {
		n, err := rand.Int(rand.Reader, span)
		if err != nil {
			return "", errs.Op(err, "choose reference")
		}
		ref := n.Add(n, big.NewInt(1_000_000_000)).String()
		_, err = New(tx).GetCaseByReference(ctx, ref)
		if errors.Is(err, sql.ErrNoRows) {
			return ref, nil
		}
		if err != nil {
			return "", wrap(err, "choose reference")
		}
	}
	return "", errs.E(errs.Internal, "choose reference", "No free reference number was found. Nothing was saved; try again.")
}
