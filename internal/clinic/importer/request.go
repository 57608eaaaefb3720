package importer

import (
	"context"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/vault"
)

// Request is one import.
type Request struct {
	Vault  *casebook.Vault
	Case   casefile.CaseID
	Import string         // an import of the case to go on with; empty: a new one
	Paths  []string       // files, folders, archives; of one gone on with where its sources lie now, in their order; none: where they lay
	Roots  []string       // of a new one: marks of what lay at Paths when a person chose it (Roots); none: as it lies now
	Just   bool           // of a new one: planned in this moment, of what a person has before them: somebody may still be writing to it
	Only   *casebook.Only // which of the files met; nil: all. One gone on with takes what it took
	// Whose tells by a file's mark (as Only has it) whom a look has found that it
	// names, so that what is not among Only need not be read once more for each of many
	// patients; nil, and of a file that it does not know: it is read.
	Whose    func(file string) (people []string, known bool)
	ByItself bool     // nobody asked to go on: only if all that is left is there as it was
	Avoid    []string // folders that are never read: the vault's own
	Spool    string   // folder for what is unpacked and too large for memory, sealed; empty: the system's
	PDF      []string // command line of the PDF child (pdf.Self); empty: no text
	Now      func() time.Time
	Progress func(Progress) // may be nil; called one at a time, and not after Run has returned
	// Unlock asks a person for the password of an archive, and waits; nil: nobody
	// can be asked. It ends with ctx.
	Unlock func(ctx context.Context, a Ask) Answer
	Limits Limits
	Batch  vault.BatchOptions

	stalls time.Duration     // shorter in tests
	hang   func(path string) // in tests: where a file is opened
}

// Limits bound what one import takes in. Zero means the default.
type Limits struct {
	File    int64 // bytes of one file; 16 GiB
	Files   int   // files in all; 500,000
	Entries int   // entries of one archive; 200,000
	Ratio   int64 // how many times its packed size an entry may be; 200
	Floor   int64 // bytes an entry may always be; 128 MiB

	// Of all that is packed in one file, however deep.
	Unpacked int64         // bytes; 1 TiB
	Time     time.Duration // for unpacking, and a second for each MiB of the file; 30 min
}

func (l Limits) withDefaults() Limits {
	big := func(v *int64, d int64) {
		if *v <= 0 {
			*v = d
		}
	}
	big(&l.File, 16<<30)
	big(&l.Ratio, 200)
	big(&l.Floor, 128<<20)
	big(&l.Unpacked, 1<<40)
	if l.Time <= 0 {
		l.Time = 30 * time.Minute
	}
	if l.Files <= 0 {
		l.Files = 500_000
	}
	if l.Entries <= 0 {
		l.Entries = 200_000
	}
	return l
}
