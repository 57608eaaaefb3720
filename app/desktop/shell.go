package desktop

import (
	"context"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"oso/internal/errs"
)

// Window is the Shell of a real window. Started is given Wails' context; before
// it nothing is announced and no dialog opens.
type Window struct{ ctx context.Context }

// Started takes the context that Wails gives at start-up.
func (w *Window) Started(ctx context.Context) { w.ctx = ctx }

func (w *Window) Emit(name string, data any) {
	if w.ctx != nil {
		runtime.EventsEmit(w.ctx, name, data)
	}
}

func (w *Window) OpenFiles(title string) ([]string, error) {
	paths, err := runtime.OpenMultipleFilesDialog(w.ctx, runtime.OpenDialogOptions{Title: title})
	return paths, dialogError(err)
}

func (w *Window) OpenFolder(title string) (string, error) {
	path, err := runtime.OpenDirectoryDialog(w.ctx, runtime.OpenDialogOptions{Title: title})
	return path, dialogError(err)
}

func (w *Window) SaveFile(title, name string) (string, error) {
	path, err := runtime.SaveFileDialog(w.ctx, runtime.SaveDialogOptions{Title: title, DefaultFilename: name})
	return path, dialogError(err)
}

func (w *Window) CopyText(text string) error {
	return dialogError(runtime.ClipboardSetText(w.ctx, text))
}

// Quit closes the window.
func (w *Window) Quit() {
	if w.ctx != nil {
		runtime.Quit(w.ctx)
	}
}

func dialogError(err error) error {
	return errs.Wrap(err, errs.Internal, "ask window", "The system's window did not open. Nothing was changed. Try again.")
}
