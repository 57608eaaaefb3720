package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"syscall"
	"time"

	"oso/internal/errs"
	"oso/internal/notices"
	"oso/internal/server"
	"oso/internal/server/db"
	"oso/internal/server/keys"
)

// program is what a command gets from outside.
type program struct {
	out, err io.Writer
	env      func(string) string
	now      func() time.Time
}

// call is one command with its flags and what else was said.
type call struct {
	program
	command command
	flags   *flag.FlagSet
	args    []string

	json       bool
	data       string
	database   string
	blobs      string
	masterFile string
	verbose    bool
	common     []string // names of the flags that every command takes
	// exit is the code of an answer that is itself a refusal (a broken audit).
	exit int
}

// answer is what a command prints: one JSON document with --json, else text.
type answer interface{ Text(io.Writer) }

// command is one entry of the command line.
type command struct {
	name string // "admin device list"
	args string // for the usage line
	min  int    // positional arguments
	max  int
	does string
	// set declares the command's own flags and gives what runs it.
	set func(*call) func(context.Context) (answer, error)
}

func commands() []command {
	list := []command{
		{"serve", "", 0, 0, "serve the clinic's door and the staff's pages", serve},
		{"migrate", "", 0, 0, "make the data folder or database, or bring it to this version", migrate},
		{"move", "", 0, 0, "carry the service from its folder to a PostgreSQL and a bucket", move},
		{"demo", "", 0, 0, "a demonstration with made-up people, prices and rules", demonstrate},
		{"version", "", 0, 0, "print the version", printVersion},
	}
	return append(list, adminCommands()...)
}

// run finds the command and runs it; it gives the exit code.
func run(ctx context.Context, p program, args []string) int {
	c, rest, ok := find(args)
	if !ok {
		asks := func(arg string) bool { return arg == "help" || arg == "--help" || arg == "-h" }
		if slices.ContainsFunc(args, asks) {
			usage(p.out, slices.DeleteFunc(slices.Clone(args), asks))
			return 0
		}
		if k := (&call{program: p, json: true}); slices.Contains(args, "--json") {
			return k.fail(errs.E(errs.Usage, "find command", "There is no such command. Nothing was changed. See: oso-server help"))
		}
		usage(p.err, args)
		return errs.Exit(errs.Usage)
	}
	k := &call{program: p, command: c, flags: flag.NewFlagSet(c.name, flag.ContinueOnError)}
	k.flags.SetOutput(io.Discard)
	k.flags.BoolVar(&k.json, "json", false, "one JSON document on stdout")
	k.flags.StringVar(&k.data, "data", p.env("OSO_SERVER_DATA"), "the service's data `DIR`")
	k.flags.StringVar(&k.database, "database", p.env("OSO_DATABASE"), "postgres://`URL` of the database (default: oso.db in the data folder)")
	k.flags.StringVar(&k.blobs, "blobs", p.env("OSO_BLOBS"), "s3://`URL` of the storage, credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (default: blobs in the data folder)")
	k.flags.StringVar(&k.masterFile, "master-key", "", "`FILE` with the master key (or the key itself in "+keys.MasterEnv+"; default: master.key in the data folder)")
	k.flags.BoolVar(&k.verbose, "verbose", false, "log more, on stderr")
	k.flags.VisitAll(func(f *flag.Flag) {
		k.common = append(k.common, f.Name)
	})
	for _, name := range []string{"data", "database", "blobs"} {
		k.flags.Lookup(name).DefValue = "" // help shows nothing of the environment: there may be a password in it
	}
	do := c.set(k)
	k.json = slices.Contains(rest, "--json") // for errors before it is read
	if err := k.parse(rest); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			k.usage(p.out)
			return 0
		}
		return k.fail(err)
	}
	a, err := do(ctx)
	if err != nil && ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return 0 // told to end before it had begun
	}
	if err != nil {
		return k.fail(err)
	}
	if a != nil {
		if err := k.print(a); err != nil {
			return k.fail(err)
		}
	}
	return k.exit
}

// print writes the answer at once, so that it is there whole or was not printed.
func (k *call) print(a answer) error {
	const op = "print answer"
	var b bytes.Buffer
	if !k.json {
		a.Text(&b)
	} else if err := json.NewEncoder(&b).Encode(a); err != nil {
		return errs.Op(err, op)
	}
	_, err := k.out.Write(b.Bytes())
	if err == nil {
		return nil
	}
	says := "What was asked is done, but the answer could not be printed."
	if u, ok := a.(interface{ Unprinted() string }); ok {
		says += " " + u.Unprinted()
	}
	return unprinted{errs.Wrap(err, errs.Refused, op, says)}
}

// unprinted is an error about stdout, so it is said on stderr whatever --json says.
type unprinted struct{ error }

func (u unprinted) Unwrap() error { return u.error }

// find takes the longest name that the arguments begin with.
func find(args []string) (command, []string, bool) {
	best, words := command{}, 0
	for _, c := range commands() {
		n := strings.Fields(c.name)
		if len(n) > words && len(args) >= len(n) && strings.Join(args[:len(n)], " ") == c.name {
			best, words = c, len(n)
		}
	}
	if words == 0 {
		return best, nil, false
	}
	return best, args[words:], true
}

// parse takes flags anywhere after the subcommand.
func (k *call) parse(args []string) error {
	for {
		if err := k.flags.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return err
			}
			return errs.Wrap(err, errs.Usage, "read arguments", flagNamed(err)+" is not known here, or its value is missing or wrong. Nothing was changed. See: oso-server "+k.command.name+" --help")
		}
		left := k.flags.Args()
		if len(left) == 0 {
			break
		}
		k.args = append(k.args, left[0])
		args = left[1:]
	}
	if len(k.args) < k.command.min || len(k.args) > k.command.max {
		return errs.E(errs.Usage, "read arguments", "Usage: oso-server "+strings.TrimSpace(k.command.name+" "+k.command.args)+". Nothing was changed.")
	}
	return nil
}

// flagNamed takes the flag's name out of what package flag says, and nothing of its value.
func flagNamed(err error) string {
	text := err.Error()
	for _, before := range []string{"defined: -", "argument: -", "for flag -", " for -"} {
		if i := strings.LastIndex(text, before); i >= 0 {
			name, _, _ := strings.Cut(text[i+len(before):], ":")
			return "The flag --" + name
		}
	}
	return "A flag"
}

// fail prints an error and gives its exit code. The log has the cause.
func (k *call) fail(err error) int {
	if errs.Is(err, errs.Internal) && (db.DiskFailed(err) || errors.Is(err, syscall.EIO)) {
		err = errs.Wrap(err, errs.DiskFailed, k.command.name, "The disk did not answer as it should. What was acknowledged is kept; this may not be done. Look at the disk (dmesg), then try again.")
	}
	kind := errs.KindOf(err)
	var lost unprinted
	if k.json && !errors.As(err, &lost) {
		var doc struct {
			Error struct {
				Kind    errs.Kind `json:"kind"`
				Message string    `json:"message"`
			} `json:"error"`
		}
		doc.Error.Kind, doc.Error.Message = kind, errs.Message(err)
		// Nothing is left to be told where stdout is gone.
		_ = json.NewEncoder(k.out).Encode(doc)
	} else {
		fmt.Fprintln(k.err, errs.Message(err))
	}
	if kind == errs.Internal || k.verbose {
		fmt.Fprintln(k.err, "cause:", err)
	}
	return errs.Exit(kind)
}

// usage lists the commands, or those of a group ("admin", "admin role") whose
// name the words begin with.
func usage(w io.Writer, words []string) {
	list := commands()
	for n := len(words); n > 0; n-- {
		group := strings.Join(words[:n], " ") + " "
		if some := slices.DeleteFunc(commands(), func(c command) bool { return !strings.HasPrefix(c.name, group) }); len(some) > 0 {
			list = some
			break
		}
	}
	fmt.Fprintln(w, "oso-server COMMAND [FLAGS]")
	for _, c := range list {
		fmt.Fprintf(w, "  %-42s %s\n", strings.TrimSpace(c.name+" "+c.args), c.does)
	}
	fmt.Fprintln(w, "Each takes --help and --json.")
}

func (k *call) usage(w io.Writer) {
	fmt.Fprintf(w, "oso-server %s: %s\n", strings.TrimSpace(k.command.name+" "+k.command.args), k.command.does)
	own, common := flag.NewFlagSet("", flag.ContinueOnError), flag.NewFlagSet("", flag.ContinueOnError)
	k.flags.VisitAll(func(f *flag.Flag) {
		to := own
		if slices.Contains(k.common, f.Name) {
			to = common
		}
		to.Var(f.Value, f.Name, f.Usage)
		to.Lookup(f.Name).DefValue = f.DefValue
	})
	for _, some := range []*flag.FlagSet{own, common} {
		some.SetOutput(w)
		some.PrintDefaults()
		if some == own {
			fmt.Fprintln(w, "As every command, with OSO_SERVER_DATA, OSO_DATABASE and OSO_BLOBS in place of --data, --database and --blobs:")
		}
	}
}

// folder is the data folder, which most commands need.
func (k *call) folder() (string, error) {
	if k.data == "" {
		return "", errs.E(errs.Usage, "find data folder", "The data folder is needed. Nothing was changed. Give it with --data DIR.")
	}
	return k.data, nil
}

// places are where the service keeps what it has.
func (k *call) places() (server.Places, error) {
	dir, err := k.folder()
	return server.Places{Dir: dir, Database: k.database, Blobs: k.blobs, Env: k.env}, err
}

// store opens the data folder; with keys also the service's keys. The caller
// closes it.
func (k *call) store(ctx context.Context, withKeys bool) (*server.Store, error) {
	at, err := k.places()
	if err != nil {
		return nil, err
	}
	s, err := at.Open(ctx)
	if err != nil || !withKeys {
		return s, err
	}
	m, err := k.master(at.Dir)
	if err == nil {
		err = s.OpenKeys(ctx, m, k.now())
	}
	if err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func (k *call) master(dir string) (*keys.Master, error) {
	return server.FindMaster(dir, k.masterFile, k.env(keys.MasterEnv))
}

func (k *call) log() *slog.Logger {
	level := slog.LevelInfo
	if k.verbose {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewJSONHandler(k.err, &slog.HandlerOptions{Level: level}))
}

// by is who an act of the command line is written down as: whoever may run it
// has the server.
const by = "command-line"

type versionAnswer struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
	Notices string `json:"notices,omitempty"`
}

func (v versionAnswer) Text(w io.Writer) {
	fmt.Fprintln(w, v.Version, v.Commit)
	if v.Notices != "" {
		fmt.Fprint(w, "\n", v.Notices)
	}
}

func printVersion(k *call) func(context.Context) (answer, error) {
	all := k.flags.Bool("notices", false, "also the notices about the work of others in the program")
	return func(context.Context) (answer, error) {
		v := versionAnswer{Version: version, Commit: commit}
		if *all {
			v.Notices = notices.Text
		}
		return v, nil
	}
}
