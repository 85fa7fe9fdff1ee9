package io.etcdsnapshot.kubernetes.select;

import io.etcdsnapshot.kubernetes.select.LabelSelector.Operator;
import io.etcdsnapshot.kubernetes.select.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads label selectors. */
final class LabelSelectorParser {
    private static final Pattern TOKEN = Pattern.compile("\\s*(==|!=|[=!<>(),]|[^\\s=!<>(),]+)\\s*");
    private static final Pattern NAME =
            Pattern.compile("([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
    private static final Pattern VALUE = Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");
    private static final String END = "";

    private final String text;
    private final List<String> tokens = new ArrayList<>();
    private int at;

    LabelSelectorParser(String text) {
        this.text = text;
        Matcher token = TOKEN.matcher(text);
        while (token.lookingAt()) {
            tokens.add(token.group(1));
            token.region(token.end(), text.length());
        }
    }

    LabelSelector parse() {
        List<Requirement> requirements = new ArrayList<>();
        while (!peek().equals(END)) {
            if (!requirements.isEmpty()) {
                expect(",");
            }
            requirements.add(requirement());
        }
        return new LabelSelector(List.copyOf(requirements));
    }

    private Requirement requirement() {
        if (peek().equals("!")) {
            at++;
            return new Requirement(label(), Operator.MISSING, List.of());
        }
        String label = label();
        String operator = peek();
        if (operator.equals(END) || operator.equals(",")) {
            return new Requirement(label, Operator.EXISTS, List.of());
        }
        at++;
        return switch (operator) {
            case "=", "==" -> new Requirement(label, Operator.IN, List.of(value()));
            case "!=" -> new Requirement(label, Operator.NOT_IN, List.of(value()));
            case "in" -> new Requirement(label, Operator.IN, values());
            case "notin" -> new Requirement(label, Operator.NOT_IN, values());
            case ">" -> new Requirement(label, Operator.GREATER, List.of(number()));
            case "<" -> new Requirement(label, Operator.LESS, List.of(number()));
            default -> throw invalid("'%s' is not an operator".formatted(operator));
        };
    }

    private String label() {
        String name = peek();
        if (!NAME.matcher(name).matches()) {
            throw invalid(name.equals(END) ? "a label is missing at its end" : "'%s' is not a label".formatted(name));
        }
        at++;
        return name;
    }

    private List<String> values() {
        expect("(");
        List<String> values = new ArrayList<>();
        values.add(value());
        while (peek().equals(",")) {
            at++;
            values.add(value());
        }
        expect(")");
        return List.copyOf(values);
    }

    /** An empty value is one too: {@code app=}. */
    private String value() {
        String value = peek();
        if (value.equals(END) || value.equals(",") || value.equals(")")) {
            return "";
        }
        if (!VALUE.matcher(value).matches()) {
            throw invalid("'%s' is not a label value".formatted(value));
        }
        at++;
        return value;
    }

    private String number() {
        String number = value();
        if (!Requirement.isNumber(number)) {
            throw invalid("'%s' is not a whole number".formatted(number));
        }
        return number;
    }

    private void expect(String token) {
        if (!peek().equals(token)) {
            throw invalid("'%s' expected before '%s'".formatted(token, peek()));
        }
        at++;
    }

    private String peek() {
        return at < tokens.size() ? tokens.get(at) : END;
    }

    private IllegalArgumentException invalid(String why) {
        return new IllegalArgumentException("invalid label selector '%s': %s".formatted(text, why));
    }
}
