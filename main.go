//go:debug fips140=on

// Command oso is the clinic's program: with a subcommand it works in the
// terminal, without one it opens the window.
//
// This file puts it together: it hardens the process, takes the secrets out of
// the environment, and hands over to app/cli or to a Wails window over
// app/desktop. Apart from app/desktop it is the only place that knows Wails.
package main

import (
	"context"
	"embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/logger"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"

	"oso/app/cli"
	"oso/app/desktop"
	"oso/app/desktop/webview"
	"oso/internal/clinic/vault"
	"oso/internal/errs"
	"oso/internal/pdf"
	"oso/internal/process"
)

// pages are the window's, built by Vite. A tracked .gitkeep lets the program
// compile, and its tests run, before they are built.
//
//go:embed all:frontend/dist/desktop
var pages embed.FS

// Set by the linker in a build by make; else version answers from the build info.
var (
	version = ""
	commit  = ""
)

func main() {
	os.Exit(run(os.Args[1:]))
}

func run(args []string) int {
	if err := process.ForbidCoreDumps(); err != nil {
		fmt.Fprintln(os.Stderr, "oso: a crash of this program may leave its memory on disk: core dumps could not be switched off")
	}
	if len(args) == 1 && args[0] == pdf.ChildCommand {
		return pdf.ChildMain(os.Stdin, os.Stdout) // this process reads one untrusted file and nothing else
	}
	process.HearClosedPipes()
	secrets := process.TakeSecrets("OSO_PASSPHRASE", "OSO_NEW_PASSPHRASE", "OSO_ARCHIVE_PASSWORD")

	if len(args) > 0 && args[0] == "display" {
		// Asked by build/run.sh, with a time limit, before it counts on a window.
		if webview.DisplayOpens() {
			return 0
		}
		return 1
	}
	if len(args) > 0 && (!strings.HasPrefix(args[0], "-") || args[0] == "-h" || args[0] == "--help") {
		v, c := identity()
		program := cli.Program{
			Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Secrets: secrets, DataDir: dataDir(),
			Now: time.Now, Keyring: vault.SystemKeyring{}, Version: v, Commit: c,
		}
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		return program.Run(ctx, args)
	}
	flags := flag.NewFlagSet("oso", flag.ContinueOnError)
	data := flags.String("data", dataDir(), "the `folder` that holds the vault")
	flags.SetOutput(io.Discard)
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		fmt.Fprintln(os.Stderr, "oso: the command comes first and its flags after it; without a command only --data is known. Nothing was changed. See: oso help")
		return errs.Exit(errs.Usage)
	}
	if err := window(*data); err != nil {
		fmt.Fprintln(os.Stderr, "oso: "+errs.Message(err))
		return errs.Exit(errs.KindOf(err))
	}
	return 0
}

// window shows the program's window and returns when it is closed.
func window(data string) error {
	if !webview.DisplayOpens() {
		return errs.E(errs.Usage, "open window", "No window can be opened here: there is no display, or it does not answer. Nothing was changed. The same work can be done in the terminal: oso help.")
	}
	assets, err := fs.Sub(pages, "frontend/dist/desktop")
	if err != nil {
		return errs.Wrap(err, errs.Internal, "open pages", "")
	}
	v, _ := identity()
	shell := &desktop.Window{}
	app := desktop.New(desktop.Config{DataDir: data, Now: time.Now, Keyring: vault.SystemKeyring{}, Version: v, Shell: shell, IdleAfter: desktop.IdleAfter, PageWait: desktop.PageWait})
	err = wails.Run(&options.App{
		Title:              "OSO",
		Width:              1280,
		Height:             800,
		MinWidth:           800,
		MinHeight:          500,
		BackgroundColour:   options.NewRGB(252, 250, 246), // the page's own, so that nothing flashes
		AssetServer:        &assetserver.Options{Assets: assets, Handler: app.Assets(), Middleware: guard},
		Bind:               app.Bound(),
		ErrorFormatter:     app.FormatError,
		OnStartup:          shell.Started,
		OnBeforeClose:      func(context.Context) bool { return !app.MayClose() },
		LogLevelProduction: logger.ERROR,
		// Drops are handled by the page; the webview itself must not take them (it would navigate to the file).
		DragAndDrop: &options.DragAndDrop{EnableFileDrop: true},
		Linux:       &linux.Options{ProgramName: "oso", WebviewGpuPolicy: linux.WebviewGpuPolicyNever},
	})
	err = errs.Wrap(err, errs.Internal, "open window", "The window could not be opened. Nothing was changed. The same work can be done in the terminal: oso help.")
	return errors.Join(err, app.Close())
}

// dataDir is OSO_DATA, or the system's place for this user's data; empty where
// the system names none.
func dataDir() string {
	if dir := os.Getenv("OSO_DATA"); dir != "" {
		return dir
	}
	home, err := os.UserHomeDir()
	if err != nil || !filepath.IsAbs(home) { // else cases would lie wherever somebody stands
		return ""
	}
	switch runtime.GOOS {
	case "windows":
		return filepath.Join(os.Getenv("LOCALAPPDATA"), "OSO")
	case "darwin":
		return filepath.Join(home, "Library", "Application Support", "OSO")
	}
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "oso")
	}
	return filepath.Join(home, ".local", "share", "oso")
}

// policy lets the pages load what the program itself serves, and nothing else
// from anywhere. Styles may be inline: the component library sets them on
// elements. WebAssembly decodes images, and the PDF reader measures fonts by one
// of its own, in a data URL.
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; " +
	"img-src 'self' blob: data:; font-src 'self' data:; connect-src 'self'; worker-src 'self'; " +
	"base-uri 'none'; form-action 'none'; object-src 'none'; frame-src 'self' blob:; frame-ancestors 'none'"

// guard puts on every answer that the webview may run only our code and must
// store nothing.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// identity is the version and commit of this build. Without the linker's
// values it is what Go recorded; commit ends in "+" where the checkout had
// changes of its own.
func identity() (string, string) {
	v, c := version, commit
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v, c
	}
	if v == "" {
		v = info.Main.Version
	}
	if c == "" {
		dirty := ""
		for _, s := range info.Settings {
			switch s.Key {
			case "vcs.revision":
				c = s.Value
			case "vcs.modified":
				if s.Value == "true" {
					dirty = "+"
				}
			}
		}
		c += dirty
	}
	return v, c
}
