package server

import (
	"context"
	"database/sql"
	"time"

	"oso/internal/errs"
	"oso/internal/server/db"
)

// uploadLife is how long chunks wait for the version that names them.
const uploadLife = 90 * 24 * time.Hour

// FreeUploads deletes what no version names and was not added to since the
// time, of one clinic or of all (empty): cases that never became one, and what
// was sent beside a case that did. For the latter it needs the keys, to see what
// the versions name. A desk that comes back sends again what it needs.
func (s *Store) FreeUploads(ctx context.Context, clinic, by string, before, now time.Time) (freed int64, err error) {
	freed, err = s.freeUploads(ctx, clinic, before, now, func(tx *sql.Tx) error {
		_, err := db.AppendAudit(ctx, tx, db.Audit{Chain: db.SystemChain, ServerTime: now.UnixMilli(), ActorID: by, Role: "admin", Event: "uploads-freed"})
		return err
	})
	if err != nil {
		return 0, err
	}
	return freed, s.EraseDoomed(ctx)
}

// freeUploads takes the rows of what is to be freed away and dooms the packs.
func (s *Store) freeUploads(ctx context.Context, clinic string, before, now time.Time, also func(*sql.Tx) error) (freed int64, err error) {
	const op = "free uploads"
	uploads, err := s.DB.Q().ListUploads(ctx)
	if err != nil {
		return 0, db.Err(err, op)
	}
	named := map[string]*namedChunks{} // of cases that were received
	for _, u := range uploads {
		if clinic != "" && u.ClinicID != clinic || u.TouchedAt > before.UnixMilli() {
			continue
		}
		if named[u.CaseID], err = s.namedOf(ctx, u.CaseID); err != nil {
			return 0, err
		}
	}
	err = s.DB.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		// As they are now: a desk may have come back.
		if uploads, err = q.ListUploads(ctx); err != nil {
			return db.Err(err, op)
		}
		freed = 0
		for _, u := range uploads {
			if clinic != "" && u.ClinicID != clinic || u.TouchedAt > before.UnixMilli() {
				continue
			}
			c, looked := named[u.CaseID]
			_, err := q.GetCase(ctx, u.CaseID)
			switch known := db.Err(err, op); {
			case errs.Is(known, errs.NotFound):
				n, err := s.freeCase(ctx, q, u, now)
				if err != nil {
					return err
				}
				freed += n
			case known != nil:
				return known
			case looked && c != nil:
				n, err := c.free(ctx, q, u, now)
				if err != nil {
					return err
				}
				freed += n
			}
		}
		if also != nil {
			return also(tx)
		}
		return nil
	})
	return freed, err
}

// freeCase frees what is kept of a case that never became one.
func (s *Store) freeCase(ctx context.Context, q *db.Queries, u db.Upload, now time.Time) (int64, error) {
	const op = "free uploads"
	if err := q.DoomUpload(ctx, db.DoomUploadParams{CreatedAt: now.UnixMilli(), CaseID: u.CaseID, ClinicID: u.ClinicID}); err != nil {
		return 0, db.Err(err, op)
	}
	if err := q.DropUpload(ctx, db.DropUploadParams{CaseID: u.CaseID, ClinicID: u.ClinicID}); err != nil {
		return 0, db.Err(err, op)
	}
	return u.Bytes, db.Err(q.EndUpload(ctx, db.EndUploadParams{CaseID: u.CaseID, ClinicID: u.ClinicID}), op)
}

// namedChunks are those that the received versions of a case name.
type namedChunks struct {
	versions int // as many as there were
	hashes   map[string]bool
}

// namedOf opens the versions of a case; nil where it never became one, or where
// nothing can be opened here: then nothing of it is freed.
func (s *Store) namedOf(ctx context.Context, id string) (*namedChunks, error) {
	row, err := s.DB.Q().GetCase(ctx, id)
	if err = db.Err(err, "free uploads"); errs.Is(err, errs.NotFound) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	if s.Keys == nil || row.ErasedAt != 0 {
		return nil, nil
	}
	c, err := s.Records.Open(s.Keys, row)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	hashes, versions, err := c.Named(ctx, s.DB.Q())
	if errs.Is(err, errs.Damaged) || errs.Is(err, errs.Untrusted) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &namedChunks{versions, hashes}, nil
}

// free frees what no version names, pack by pack: a pack that also holds what
// one names stays as it is and goes on to count.
func (c *namedChunks) free(ctx context.Context, q *db.Queries, u db.Upload, now time.Time) (freed int64, err error) {
	const op = "free uploads"
	versions, err := q.ListCaseVersions(ctx, u.CaseID)
	if err != nil {
		return 0, db.Err(err, op)
	}
	if len(versions) != c.versions {
		return 0, nil // another one has come since they were opened
	}
	list, err := q.ListUnnamedChunks(ctx, db.ListUnnamedChunksParams{ClinicID: u.ClinicID, CaseID: u.CaseID})
	if err != nil {
		return 0, db.Err(err, op)
	}
	packs := map[string][]db.ListUnnamedChunksRow{}
	for _, chunk := range list {
		if c.hashes[chunk.SHA256] { // received by a version of the program that does not note it
			if err := q.NameChunk(ctx, db.NameChunkParams{ClinicID: u.ClinicID, CaseID: u.CaseID, SHA256: chunk.SHA256}); err != nil {
				return 0, db.Err(err, op)
			}
			continue
		}
		packs[chunk.BlobKey] = append(packs[chunk.BlobKey], chunk)
	}
	var left int64
	for key, chunks := range packs {
		n, err := q.CountNamedOfBlob(ctx, key)
		if err != nil {
			return 0, db.Err(err, op)
		}
		for _, chunk := range chunks {
			if n > 0 {
				left += chunk.Size
				continue
			}
			if _, err := q.DropSpareChunk(ctx, db.DropSpareChunkParams{ClinicID: u.ClinicID, CaseID: u.CaseID, SHA256: chunk.SHA256}); err != nil {
				return 0, db.Err(err, op)
			}
			freed += chunk.Size
		}
		if n == 0 {
			if err := q.DoomBlob(ctx, db.DoomBlobParams{BlobKey: key, CreatedAt: now.UnixMilli()}); err != nil {
				return 0, db.Err(err, op)
			}
		}
	}
	if left == 0 {
		return freed, db.Err(q.EndUpload(ctx, db.EndUploadParams{CaseID: u.CaseID, ClinicID: u.ClinicID}), op)
	}
	return freed, db.Err(q.LeaveUpload(ctx, db.LeaveUploadParams{ClinicID: u.ClinicID, CaseID: u.CaseID, DeviceID: u.DeviceID, Bytes: left, Now: u.TouchedAt}), op)
}
