#include "write/charts.h"

#include "write/workbook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 460, HEIGHT = 270 }; /* pixels */

/* What a chart shows before anything recalculates it. The library would fill this in from the cells, but takes a
 * formula for 0 and knows no cells in constant-memory mode; it leaves alone a range whose cache is to be ignored. False
 * when memory is short. The points are the library's. */
bool pp_chart_fill(lxw_series_range *range, size_t count, const char *const *names, const double *values)
{
    range->ignore_cache = LXW_TRUE;
    range->has_string_cache = names != NULL;
    for (size_t i = 0; i < count; i++) {
        lxw_series_data_point *point = calloc(1, sizeof *point);
        if (point == NULL) {
            return false;
        }
        if (names != NULL) {
            point->is_string = LXW_TRUE;
            point->string = strdup(names[i]);
        } else {
            point->number = values[i];
        }
        STAILQ_INSERT_TAIL(range->data_cache, point, list_pointers);
        range->num_data_points++;
        if (names != NULL && point->string == NULL) {
            return false;
        }
    }
    return true;
}

/* A chart of `count` rows from `first` on: names from column B, values from column D. */
static lxw_chart *new_chart(pp_tab *sheet, uint8_t type, const char *title, lxw_row_t first, size_t count,
                            const char *const *names, const double *values, lxw_chart_series **series)
{
    lxw_chart_font heading = {.name = "宋体", .size = 13, .bold = LXW_TRUE};
    const unsigned from = (unsigned)first + 1, to = (unsigned)(first + count);
    char name_cells[96], value_cells[96];
    lxw_chart *chart = workbook_add_chart(sheet->cells->workbook, type);
    if (chart == NULL) {
        return NULL;
    }
    snprintf(name_cells, sizeof name_cells, "='%s'!$B$%u:$B$%u", PP_SUMMARY_SHEET, from, to);
    snprintf(value_cells, sizeof value_cells, "='%s'!$D$%u:$D$%u", PP_SUMMARY_SHEET, from, to);
    *series = chart_add_series(chart, name_cells, value_cells);
    if (*series == NULL || !pp_chart_fill((*series)->categories, count, names, NULL) ||
        !pp_chart_fill((*series)->values, count, NULL, values)) {
        return NULL;
    }
    chart_title_set_name(chart, title);
    chart_title_set_name_font(chart, &heading);
    return chart;
}

static bool place_chart(pp_tab *sheet, lxw_chart *chart, lxw_row_t row, lxw_col_t column)
{
    lxw_chart_options options = {.object_position = LXW_OBJECT_MOVE_DONT_SIZE,
                                 .x_scale = WIDTH / 480.0, /* the library's size of a chart */
                                 .y_scale = HEIGHT / 288.0};
    const lxw_error e = worksheet_insert_chart_opt(sheet->xlsx, row, column, chart, &options);
    if (e != LXW_NO_ERROR) {
        sheet->cells->failed = e;
    }
    return e == LXW_NO_ERROR;
}

bool pp_chart_kinds(pp_tab *sheet, lxw_row_t first, const double *kinds, lxw_row_t row, lxw_col_t column)
{
    lxw_chart_series *series = NULL;
    lxw_chart_fill fill = {.color = 0x2F6DA8};
    lxw_chart_font font = {.name = "宋体", .size = 10};
    lxw_chart_line faint = {.color = 0xD9D9D9, .width = 0.75};
    const char *const names[] = {pp_kind_name(PP_GOODS), pp_kind_name(PP_WORKS), pp_kind_name(PP_SERVICES)};
    lxw_chart *chart = new_chart(sheet, LXW_CHART_COLUMN, "按采购类别（万元）", first, sizeof names / sizeof names[0],
                                 names, kinds, &series);
    if (chart == NULL) {
        return false;
    }
    chart_series_set_fill(series, &fill);
    chart_series_set_labels(series);
    chart_series_set_labels_num_format(series, "#,##0.00");
    chart_series_set_labels_font(series, &font);
    chart_series_set_labels_position(series, LXW_CHART_LABEL_POSITION_OUTSIDE_END);
    chart_set_series_gap(chart, 80);
    chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    chart_axis_set_num_format(chart->y_axis, "#,##0");
    chart_axis_set_num_font(chart->y_axis, &font);
    chart_axis_set_num_font(chart->x_axis, &font);
    chart_axis_major_gridlines_set_line(chart->y_axis, &faint);
    return place_chart(sheet, chart, row, column);
}

bool pp_chart_reserve(pp_tab *sheet, lxw_row_t first, const double *reserve, lxw_row_t row, lxw_col_t column)
{
    static lxw_chart_fill green = {.color = 0x3E8E5A}, grey = {.color = 0xB8C2CC};
    lxw_chart_series *series = NULL;
    lxw_chart_font font = {.name = "宋体", .size = 10};
    static const char *const names[] = {PP_CHART_RESERVED, PP_CHART_NOT_RESERVED};
    lxw_chart *chart = new_chart(sheet, LXW_CHART_PIE, "中小企业预留占比", first, sizeof names / sizeof names[0], names,
                                 reserve, &series);
    lxw_chart_point *reserved = calloc(1, sizeof *reserved), *rest = calloc(1, sizeof *rest);
    bool ok = false;
    if (chart != NULL && reserved != NULL && rest != NULL) {
        reserved->fill = &green;
        rest->fill = &grey;
        lxw_chart_point *points[] = {reserved, rest, NULL};
        chart_series_set_points(series, points);
        chart_series_set_labels(series);
        chart_series_set_labels_options(series, LXW_FALSE, LXW_FALSE, LXW_FALSE);
        chart_series_set_labels_percentage(series);
        chart_series_set_labels_num_format(series, "0.0%");
        chart_series_set_labels_font(series, &font);
        chart_series_set_labels_position(series, LXW_CHART_LABEL_POSITION_OUTSIDE_END);
        chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
        chart_legend_set_font(chart, &font);
        ok = place_chart(sheet, chart, row, column);
    }
    free(reserved);
    free(rest);
    return ok;
}
