package io.etcdsnapshot.report.page;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.catalogue.Catalogue;
import io.etcdsnapshot.catalogue.Day;
import io.etcdsnapshot.catalogue.Outcome;
import io.etcdsnapshot.catalogue.PlaceState;
import io.etcdsnapshot.console.Formats;
import io.etcdsnapshot.console.Printable;
import io.etcdsnapshot.json.Json;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects what the page's script shows on click or focus. Texts that many sets share are there once; a script makes text
 * of all of them, never HTML.
 */
final class PageData {
    private record Chart(List<Double> at, List<String> texts) {}

    private record DayData(String label, List<List<Object>> sets, List<String> failures) {}

    private record Document(
            long at,
            long maxAgeSeconds,
            List<String> words,
            Map<String, Map<LocalDate, DayData>> calendars,
            Map<String, Chart> charts) {}

    private final Map<String, Integer> words = new LinkedHashMap<>();
    private final Map<String, Map<LocalDate, DayData>> calendars = new LinkedHashMap<>();
    private final Map<String, Chart> charts = new LinkedHashMap<>();

    void chart(String id, List<Double> positions, List<String> texts) {
        charts.put(id, new Chart(positions, texts));
    }

    void calendar(String id, PlaceState place, List<Day> days) {
        Map<LocalDate, DayData> known = new LinkedHashMap<>();
        for (Day day : days) {
            List<List<Object>> sets = new ArrayList<>();
            day.sets().forEach(set -> sets.add(set(set, place)));
            List<String> failures =
                    day.failures().stream().map(PageData::failure).toList();
            known.put(day.date(), new DayData(CalendarTable.label(day), sets, failures));
        }
        calendars.put(id, known);
    }

    private List<Object> set(BackupSet set, PlaceState place) {
        return List.of(
                set.takenAt().atOffset(ZoneOffset.UTC).toLocalTime().toString(),
                Formats.bytes(set.asStored().sizeBytes()),
                word(SetWords.state(set)),
                word(String.join(", ", place.reasons().getOrDefault(set, List.of()))));
    }

    private static String failure(Outcome outcome) {
        return Printable.line("%s%s failed: %s"
                .formatted(outcome.command(), outcome.id() == null ? "" : " of " + outcome.id(), outcome.detail()));
    }

    private int word(String word) {
        return words.computeIfAbsent(Printable.line(word), first -> words.size());
    }

    String json(Catalogue catalogue) {
        return Json.writeLine(new Document(
                catalogue.at().getEpochSecond(),
                catalogue.maxAge().toSeconds(),
                List.copyOf(words.keySet()),
                calendars,
                charts));
    }
}
