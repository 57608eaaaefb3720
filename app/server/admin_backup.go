package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"oso/internal/errs"
	"oso/internal/server"
	"oso/internal/server/db"
)

type backupAnswer struct {
	File string `json:"file"`
	server.BackupResult
}

func (a backupAnswer) Text(w io.Writer) {
	fmt.Fprintf(w, "Written, sealed under the master key: the database and %d blobs.\nThe master key is not in it: keep its escrow parts.\n", a.Blobs)
	lost(w, a.Missing)
}

// lost tells of blobs that a service had lost.
func lost(w io.Writer, n int) {
	if n > 0 {
		fmt.Fprintf(w, "Attention: %d blobs that the database names were not there when the backup was made. Look for an older backup that has them, or ask the clinics to send those cases again.\n", n)
	}
}

// backup writes a new file; one that is there is never overwritten.
func backup(k *call) func(context.Context) (answer, error) {
	return func(ctx context.Context) (_ answer, err error) {
		s, err := k.store(ctx, true)
		if err != nil {
			return nil, err
		}
		defer s.Close()
		master, err := k.master(s.Dir)
		if err != nil {
			return nil, err
		}
		path := k.args[0]
		if inside(path, s.Dir) {
			return nil, errs.E(errs.Refused, "write backup", "A backup may not lie in the data folder: it would be lost with it. Nothing was written. Name another place, best on another disk.")
		}
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return nil, errs.Wrap(err, errs.Refused, "write backup", "The backup's file exists already or cannot be made. Nothing was overwritten. Name another.")
		}
		r, err := s.Backup(ctx, f, master)
		if err == nil {
			err = f.Sync()
		}
		if err = errors.Join(err, f.Close()); err == nil {
			err = server.SyncDir(filepath.Dir(path))
		}
		if err != nil {
			os.Remove(path) // half a backup is none
			return nil, unwritten(err, "write backup", "The backup could not be written. Nothing of it is kept, and the service is as it was.")
		}
		if err := s.Audit(ctx, db.SystemChain, by, "backup", k.now()); err != nil {
			os.Remove(path) // none leaves without a trace
			return nil, err
		}
		return backupAnswer{path, r}, nil
	}
}

// unwritten is the error of a file that an administrator asked for.
func unwritten(err error, op, what string) error {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return errs.Wrap(err, errs.DiskFull, op, what+" The disk is full. Make room, or name another place.")
	case errors.Is(err, syscall.EIO):
		return errs.Wrap(err, errs.DiskFailed, op, what+" The disk did not answer as it should. Name another place, and have the disk looked at.")
	}
	return errs.Wrap(err, "", op, errs.Message(err))
}

type restoreAnswer struct {
	Data string `json:"data"`
	server.BackupResult
}

func (a restoreAnswer) Text(w io.Writer) {
	fmt.Fprintf(w, "Restored into %s: the database and %d blobs. Every seal of the backup opened.\n", a.Data, a.Blobs)
	lost(w, a.Missing)
}

// restore makes the folder --data, which must be new or empty. The master key
// is given by --master-key or the environment, since it is not in the backup.
func restore(k *call) func(context.Context) (answer, error) {
	return func(ctx context.Context) (answer, error) {
		at, err := k.places()
		if err != nil {
			return nil, err
		}
		master, err := k.master(at.Dir)
		if err != nil {
			return nil, err
		}
		f, err := os.Open(k.args[0])
		if err != nil {
			return nil, errs.Wrap(err, errs.NotFound, "read backup", "The backup is not where it was looked for. Nothing was restored.")
		}
		defer f.Close()
		r, err := at.Restore(ctx, f, master, by, k.now())
		return restoreAnswer{at.Dir, r}, err
	}
}
