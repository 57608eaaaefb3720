package importer

import "time"

// Phase of an import.
type Phase string

const (
	Looking  Phase = "looking"  // counting what is there
	Reading  Phase = "reading"  // reading and storing
	Checking Phase = "checking" // series, directories, people
	Paused   Phase = "paused"   // waiting until the vault is unlocked
	Stalled  Phase = "stalled"  // the disc, drive or folder has not answered for a while
)

// Progress tells how far an import is. Totals grow when an archive is opened.
// Where a person chose whose files are taken, only these count, and none of
// another's is named.
type Progress struct {
	Phase      Phase
	Files      int
	TotalFiles int
	Bytes      int64
	TotalBytes int64
	Imported   int
	Kept       int
	Duplicate  int
	Rejected   int
	Rate       int64         // bytes a second, over the last five seconds
	Left       time.Duration // how long it still takes; below 0: not known yet
	Path       string        // being read; patient data; empty where it is not known whose it is
}

// progressEvery is how often Progress is called at most.
const progressEvery = 100 * time.Millisecond

// tell calls Progress, now or if it is due.
func (j *job) tell(now bool) {
	if j.Progress == nil {
		return
	}
	p := j.shown()
	j.source.came.Store(&p)
	t := j.Now()
	if !now && t.Sub(j.told) < progressEvery {
		return
	}
	j.told = t
	j.progress.Rate, j.progress.Left = j.pace.read(t, j.progress.Bytes)
	j.Progress(j.shown())
}

// shown is progress as it is told. What is not read yet may be anybody's: until
// then as much counts as the look has found.
func (j *job) shown() Progress {
	p := j.progress
	if o := j.journal.row.Value.Only; o != nil && o.Count > 0 && p.Phase != Checking {
		p.TotalFiles, p.TotalBytes = max(p.Files, o.Count), max(p.Bytes, o.Bytes)
	}
	return p
}
