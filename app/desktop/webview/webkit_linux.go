//go:build linux && webkit2_41 && production

package webview

/*
#cgo pkg-config: gtk+-3.0 webkit2gtk-4.1
#cgo LDFLAGS: -Wl,--wrap=webkit_web_view_new_with_user_content_manager -Wl,--wrap=webkit_web_context_get_default

#include <signal.h>
#include <string.h>
#include <glib-unix.h>
#include <webkit2/webkit2.h>

// Wails makes its webview in the default web context, which keeps local
// storage, databases and caches in the user's share folder, in plain text. The
// linker sends the two calls that matter here instead (--wrap), so Wails itself
// stays as it is: the context keeps nothing, and the view shows our pages only.

static WebKitWebContext *oso_context = NULL;
static GtkWidget *oso_view = NULL;

// Tells the pages that nobody takes anything off them for a printer any more:
// what was drawn for it may go. WebKit's own afterprint comes once the last sheet
// was taken, and not at all where somebody cancels.
static gboolean oso_say_printed(gpointer unused) {
	webkit_web_view_evaluate_javascript(WEBKIT_WEB_VIEW(oso_view), "window.dispatchEvent(new Event('oso:print-end'))", -1, NULL, NULL, NULL, NULL, NULL);
	return G_SOURCE_REMOVE;
}

// A print operation is held as long as something is still to be printed, and let
// go of when it is done, has failed or was cancelled.
static void oso_print_over(gpointer unused, GObject *where_it_was) {
	g_idle_add(oso_say_printed, NULL);
}

static gboolean oso_printing(WebKitWebView *view, WebKitPrintOperation *operation, gpointer unused) {
	g_object_weak_ref(G_OBJECT(operation), oso_print_over, NULL);
	return FALSE; // the dialog comes
}

#ifdef OSO_AUTOMATION
// For tests in the real window, compiled in by the build tag "automation" and
// by nothing else: a driver may then take hold of the one view there is.
static WebKitWebView *oso_automated_view(WebKitAutomationSession *session, gpointer unused) {
	return WEBKIT_WEB_VIEW(oso_view);
}

static void oso_automation_started(WebKitWebContext *context, WebKitAutomationSession *session, gpointer unused) {
	WebKitApplicationInfo *info = webkit_application_info_new();
	webkit_application_info_set_name(info, "oso");
	webkit_application_info_set_version(info, 1, 0, 0);
	webkit_automation_session_set_application_info(session, info);
	webkit_application_info_unref(info);
	g_signal_connect(session, "create-web-view", G_CALLBACK(oso_automated_view), NULL);
}

// In a driven page WebKit leaves window.print() without effect. A test asks by a
// signal for what GTK's dialog ends in where somebody chooses "Print to File": the
// page as it is, in the file that the environment names; or in its being cancelled,
// where another file that it names is there.
static gboolean oso_print_to_file(gpointer unused) {
	GtkPrintSettings *settings = gtk_print_settings_new();
	gtk_print_settings_set_printer(settings, "Print to File");
	gtk_print_settings_set(settings, GTK_PRINT_SETTINGS_OUTPUT_FILE_FORMAT, "pdf");
	gtk_print_settings_set(settings, GTK_PRINT_SETTINGS_OUTPUT_URI, g_getenv("OSO_PRINT_TO"));
	GtkPageSetup *setup = gtk_page_setup_new();
	GtkPaperSize *paper = gtk_paper_size_new(g_getenv("OSO_PRINT_ON"));
	gtk_page_setup_set_paper_size_and_default_margins(setup, paper);
	gtk_paper_size_free(paper);
	WebKitPrintOperation *operation = webkit_print_operation_new(WEBKIT_WEB_VIEW(oso_view));
	webkit_print_operation_set_print_settings(operation, settings);
	webkit_print_operation_set_page_setup(operation, setup);
	g_object_unref(settings);
	g_object_unref(setup);
	oso_printing(WEBKIT_WEB_VIEW(oso_view), operation, NULL);
	if (g_file_test(g_getenv("OSO_PRINT_NOT"), G_FILE_TEST_EXISTS)) { // as if the dialog was cancelled
		g_object_unref(operation);
		return G_SOURCE_CONTINUE;
	}
	g_signal_connect(operation, "finished", G_CALLBACK(g_object_unref), NULL);
	webkit_print_operation_print(operation);
	return G_SOURCE_CONTINUE;
}
#endif

WebKitWebContext *__wrap_webkit_web_context_get_default(void) {
	if (oso_context == NULL) {
		oso_context = webkit_web_context_new_ephemeral();
		webkit_web_context_set_cache_model(oso_context, WEBKIT_CACHE_MODEL_DOCUMENT_VIEWER);
#ifdef OSO_AUTOMATION
		g_signal_connect(oso_context, "automation-started", G_CALLBACK(oso_automation_started), NULL);
		webkit_web_context_set_automation_allowed(oso_context, TRUE);
#endif
	}
	return oso_context;
}

static gboolean oso_is_ours(const char *uri) {
	return g_str_has_prefix(uri, "wails://wails/") || strcmp(uri, "about:blank") == 0 || strcmp(uri, "about:srcdoc") == 0;
}

// A dropped file, a link or window.open would put a foreign page, with access
// to the bound methods, in place of ours.
static gboolean oso_decide(WebKitWebView *view, WebKitPolicyDecision *decision, WebKitPolicyDecisionType type, gpointer unused) {
	if (type == WEBKIT_POLICY_DECISION_TYPE_RESPONSE)
		return FALSE; // what may be asked for was decided when it was asked for
	WebKitNavigationAction *action = webkit_navigation_policy_decision_get_navigation_action(WEBKIT_NAVIGATION_POLICY_DECISION(decision));
	const char *uri = webkit_uri_request_get_uri(webkit_navigation_action_get_request(action));
	if (type == WEBKIT_POLICY_DECISION_TYPE_NAVIGATION_ACTION && oso_is_ours(uri))
		return FALSE;
	g_printerr("oso: refused to leave the program's own pages\n"); // never the address: it may be a file's name
	webkit_policy_decision_ignore(decision);
	return TRUE;
}

// GTK's file dialog writes every chosen name to recently-used.xbel. Its
// recent manager is given a file that cannot exist, so that this program
// writes nothing there and the person's own list stays as it was.
static void (*oso_recent_set)(GObject *, guint, const GValue *, GParamSpec *) = NULL;

static void oso_recent_nowhere(GObject *object, guint id, const GValue *value, GParamSpec *spec) {
	if (strcmp(spec->name, "filename") != 0) {
		oso_recent_set(object, id, value, spec);
		return;
	}
	GValue nowhere = G_VALUE_INIT;
	g_value_init(&nowhere, G_TYPE_STRING);
	g_value_set_static_string(&nowhere, "/dev/null/none");
	oso_recent_set(object, id, &nowhere, spec);
	g_value_unset(&nowhere);
}

static void oso_forget_recent_files(void) {
	if (oso_recent_set != NULL)
		return;
	GObjectClass *manager = g_type_class_ref(GTK_TYPE_RECENT_MANAGER); // kept: the change must last
	oso_recent_set = manager->set_property;
	manager->set_property = oso_recent_nowhere;
}

GtkWidget *__wrap_webkit_web_view_new_with_user_content_manager(WebKitUserContentManager *manager) {
	oso_forget_recent_files();
#ifdef OSO_AUTOMATION
	gboolean automated = TRUE;
	if (g_getenv("OSO_PRINT_TO") != NULL && g_getenv("OSO_PRINT_ON") != NULL && g_getenv("OSO_PRINT_NOT") != NULL)
		g_unix_signal_add(SIGUSR2, oso_print_to_file, NULL);
#else
	gboolean automated = FALSE;
#endif
	oso_view = g_object_new(WEBKIT_TYPE_WEB_VIEW,
		"web-context", __wrap_webkit_web_context_get_default(),
		"user-content-manager", manager,
		"is-controlled-by-automation", automated,
		NULL);
	if (!webkit_web_view_is_ephemeral(WEBKIT_WEB_VIEW(oso_view)))
		g_error("the web view would keep data on disk"); // ends the program: better none than that one
	g_signal_connect(oso_view, "decide-policy", G_CALLBACK(oso_decide), NULL);
	g_signal_connect(oso_view, "print", G_CALLBACK(oso_printing), NULL);
	return oso_view;
}

static int oso_display_opens(void) { return gtk_init_check(NULL, NULL); }
*/
import "C"

// DisplayOpens tells whether a window can be opened here. It waits as long as
// the display takes to answer: who cannot wait asks with a time limit (oso display).
func DisplayOpens() bool { return C.oso_display_opens() != 0 }
