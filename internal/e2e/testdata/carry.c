/* Carries files with the pointer, as a person does from a file manager: a small
 * window at the top left corner that gives its arguments to whatever they are
 * dropped on, and ends when they were.
 * cc carry.c $(pkg-config --cflags --libs gtk+-3.0) */
#include <gtk/gtk.h>

static void hand_over(GtkWidget *from, GdkDragContext *drag, GtkSelectionData *data, guint info, guint time, gpointer files) {
	gtk_selection_data_set_uris(data, files);
}

static void dropped(GtkWidget *from, GdkDragContext *drag, gpointer unused) {
	gtk_main_quit();
}

int main(int argc, char **argv) {
	gtk_init(&argc, &argv);
	GPtrArray *files = g_ptr_array_new();
	for (int i = 1; i < argc; i++)
		g_ptr_array_add(files, g_filename_to_uri(argv[i], NULL, NULL));
	g_ptr_array_add(files, NULL);

	GtkWidget *window = gtk_window_new(GTK_WINDOW_POPUP);
	GtkWidget *handle = gtk_button_new_with_label("carry");
	GtkTargetEntry list = {"text/uri-list", 0, 0};
	gtk_window_move(GTK_WINDOW(window), 0, 0);
	gtk_widget_set_size_request(handle, 60, 60);
	gtk_container_add(GTK_CONTAINER(window), handle);
	gtk_drag_source_set(handle, GDK_BUTTON1_MASK, &list, 1, GDK_ACTION_COPY);
	g_signal_connect(handle, "drag-data-get", G_CALLBACK(hand_over), files->pdata);
	g_signal_connect(handle, "drag-end", G_CALLBACK(dropped), NULL);
	gtk_widget_show_all(window);
	gtk_main();
	return 0;
}
