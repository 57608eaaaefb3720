// Package cli is the clinic's program in the terminal: the same acts as in
// the window, as subcommands for staff who script them and for support.
//
// It promises the names, JSON documents and exit codes that are documented
// for scripts: with --json exactly one document on standard output, progress
// and messages on standard error, a passphrase never in an argument. What a
// case is and may become is left to the packages below.
package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"oso/internal/clinic/vault"
	"oso/internal/errs"
)

// Program is one run of the command line. Its fields are what it needs of the
// world; main sets them.
type Program struct {
	Stdin          *os.File
	Stdout, Stderr io.Writer
	Getenv         func(string) string
	DataDir        string            // OSO_DATA, or the system's place for user data
	Secrets        map[string]string // OSO_PASSPHRASE, OSO_NEW_PASSPHRASE, OSO_ARCHIVE_PASSWORD, taken out of the environment
	Now            func() time.Time
	Keyring        vault.Keyring // nil: none on this system
	Rounds         vault.Rounds  // zero but in tests
	Version        string
	Commit         string
}

// command is one subcommand. run gets a call with its flags parsed; the
// document it returns is printed as JSON, or by text for people.
type command struct {
	name  string // "case create"
	args  string // "FILE.json"
	about string
	min   int // positional arguments
	max   int // -1: any number
	flags func(*flag.FlagSet, *options)
	run   func(context.Context, *call) (any, error)
}

// options are the flags of all commands in one place; each command declares
// those it takes.
type options struct {
	data, user             string
	passphraseFD, newFD    int
	archiveFD              int
	birthDate              bool
	json                   bool
	role, kit, kitFile     string
	noKeyring              bool
	signer, relation, scan string
	textVersion            string
	code, reason, outcome  string
	from, limit            int
	accept, leaveOut       bool
	takeBack               bool
	place                  string
	record, series         list
	participate, delegate  bool
	version                int
	as                     string
	amendment, answers     string
	notices                bool
	file, paper, records   string
	country, region, into  string
	table                  string
	person, field          list
	nobody                 bool
}

// list is a flag that may be given more than once, or with commas.
type list []string

func (l *list) String() string { return strings.Join(*l, ",") }

func (l *list) Set(s string) error {
	for _, v := range strings.Split(s, ",") {
		if v = strings.TrimSpace(v); v != "" {
			*l = append(*l, v)
		}
	}
	return nil
}

// call is a command being run.
type call struct {
	*Program
	options
	args []string
}

// text is implemented by documents that say themselves how people read them.
type text interface{ Text(io.Writer) }

// failed is returned with a document that is printed all the same: the
// command did its work and found something wrong. The exit code is 1.
type failed struct{ document any }

func (failed) Error() string { return "found incomplete" }

// Run runs one command and returns the exit code: 0 done, 1 refused or found
// incomplete, 2 wrong usage, 3 wrong passphrase or locked vault, 4 server not
// reachable, work kept.
func (p *Program) Run(ctx context.Context, args []string) int {
	cmd, rest := find(args)
	if cmd == nil {
		return p.usage(args)
	}
	c := &call{Program: p}
	if err := c.parse(cmd, rest); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return p.fail(c, err)
	}
	document, err := cmd.run(ctx, c)
	var f failed
	switch {
	case errors.As(err, &f):
		document = f.document
	case err != nil:
		return p.fail(c, err)
	}
	if werr := p.print(c, document); werr != nil {
		return p.fail(c, werr)
	}
	if err != nil {
		return 1
	}
	return 0
}

// find takes the longest command name off the front of the arguments.
func find(args []string) (*command, []string) {
	for n := min(2, len(args)); n > 0; n-- {
		name := strings.Join(args[:n], " ")
		if i := slices.IndexFunc(commands, func(c command) bool { return c.name == name }); i >= 0 {
			return &commands[i], args[n:]
		}
	}
	return nil, args
}

// parse reads flags wherever they stand after the subcommand; -- ends them.
func (c *call) parse(cmd *command, args []string) error {
	var complaint bytes.Buffer
	f := flag.NewFlagSet("oso "+cmd.name, flag.ContinueOnError)
	f.SetOutput(&complaint)
	f.Usage = func() {}
	f.StringVar(&c.data, "data", c.DataDir, "the `folder` that holds the vault (or OSO_DATA)")
	f.StringVar(&c.user, "user", c.Getenv("OSO_USER"), "who works, by `name` (or OSO_USER); default: the only user")
	f.IntVar(&c.passphraseFD, "passphrase-fd", -1, "read the passphrase from this file `number`")
	f.BoolVar(&c.json, "json", false, "one JSON document on standard output")
	if cmd.flags != nil {
		cmd.flags(f, &c.options)
	}
	for {
		if err := f.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				fmt.Fprintf(c.Stdout, "oso %s %s\n%s\n\n", cmd.name, cmd.args, cmd.about)
				f.SetOutput(c.Stdout)
				f.PrintDefaults()
				return flag.ErrHelp
			}
			// --json may stand behind the flag that could not be read.
			c.json = c.json || slices.Contains(args, "--json") || slices.Contains(args, "-json")
			return errs.Wrap(err, errs.Usage, "read flags", "This flag is not known here, or its value is missing. Nothing was changed. See: oso "+cmd.name+" --help")
		}
		rest := f.Args()
		if consumed := len(args) - len(rest); consumed > 0 && args[consumed-1] == "--" {
			c.args = append(c.args, rest...)
			break
		}
		if len(rest) == 0 {
			break
		}
		c.args, args = append(c.args, rest[0]), rest[1:]
	}
	if len(c.args) < cmd.min || (cmd.max >= 0 && len(c.args) > cmd.max) {
		return errs.E(errs.Usage, "read arguments", strings.TrimSpace("Wrong number of arguments. Nothing was changed. Use: oso "+cmd.name+" "+cmd.args))
	}
	for _, value := range []string{c.data, c.user} {
		if strings.HasPrefix(value, "--") { // the next flag, taken for the value of one without
			c.json = c.json || value == "--json"
			return errs.E(errs.Usage, "read flags", "The value of --data or --user is missing. Nothing was changed. See: oso "+cmd.name+" --help")
		}
	}
	if c.data == "" {
		return errs.E(errs.Usage, "find data folder", "This system names no place for user data. Nothing was changed. Name a folder with --data.")
	}
	return nil
}

// print writes the document: JSON, or as people read it.
func (p *Program) print(c *call, document any) error {
	err := p.write(c, document)
	if err == nil {
		return nil
	}
	says := "What was asked is done, but the answer could not be printed. Before doing it again, look at what is there: oso case list, oso case show ID."
	if u, ok := document.(interface{ Unprinted() string }); ok {
		says = "What was asked is done, but the answer could not be printed. " + u.Unprinted()
	}
	return unprinted{errs.Wrap(err, errs.Refused, "print answer", says)}
}

func (p *Program) write(c *call, document any) error {
	if long, ok := document.(interface{ WriteJSON(io.Writer) error }); ok && c.json {
		return long.WriteJSON(p.Stdout)
	}
	var b bytes.Buffer
	if c.json {
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(document); err != nil {
			return err
		}
	} else if t, ok := document.(text); ok {
		t.Text(&b)
	}
	if b.Len() == 0 {
		return nil
	}
	_, err := p.Stdout.Write(b.Bytes())
	return err
}

// unprinted is an error about stdout, so nothing more is written there.
type unprinted struct{ error }

func (u unprinted) Unwrap() error { return u.error }

// fail says what went wrong, for people or for scripts.
func (p *Program) fail(c *call, err error) int {
	kind, message := errs.KindOf(err), errs.Message(err)
	var lost unprinted
	if c.json && !errors.As(err, &lost) {
		_ = p.write(c, map[string]any{"error": map[string]string{"kind": string(kind), "message": message}})
	}
	fmt.Fprintln(p.Stderr, "oso: "+message)
	if p.Getenv("OSO_DEBUG") != "" {
		fmt.Fprintln(p.Stderr, "oso: cause:", err)
	}
	return errs.Exit(kind)
}

// usage lists the commands; asked for by help it is the answer, else an error.
func (p *Program) usage(args []string) int {
	asked := len(args) > 0 && (args[0] == "help" || args[0] == "--help" || args[0] == "-h")
	w := p.Stderr
	if asked {
		w = p.Stdout
	} else if slices.Contains(args, "--json") {
		return p.fail(&call{Program: p, options: options{json: true}}, errs.E(errs.Usage, "find command", "There is no such command. Nothing was changed. See: oso help"))
	} else if len(args) > 0 {
		fmt.Fprintln(w, "oso: there is no such command")
	}
	fmt.Fprintln(w, "\noso without a command opens the window. In the terminal:")
	for _, c := range commands {
		fmt.Fprintf(w, "  oso %-46s %s\n", strings.TrimSpace(c.name+" "+c.args), c.about)
	}
	fmt.Fprintln(w, "\nEvery command takes --data, --user, --json; its own flags: oso COMMAND --help")
	if asked {
		return 0
	}
	return errs.Exit(errs.Usage)
}
