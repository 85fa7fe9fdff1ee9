package io.etcdsnapshot.cli;

import java.lang.reflect.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.OptionSpec;

/** Shows a command's options in help: its own first, then each group under its heading. */
final class OptionGroupList implements IHelpSectionRenderer {
    private static final String OWN = "Options";

    @Override
    public String render(Help help) {
        Map<String, List<OptionSpec>> groups = new LinkedHashMap<>();
        groups.put(OWN, new ArrayList<>());
        for (OptionSpec option : help.commandSpec().options()) {
            groups.computeIfAbsent(group(option), heading -> new ArrayList<>()).add(option);
        }
        List<OptionSpec> common = groups.remove(OptionGroup.COMMON);
        if (common != null) {
            groups.put(OptionGroup.COMMON, common);
        }
        StringBuilder text = new StringBuilder();
        groups.forEach((heading, options) -> {
            if (!options.isEmpty()) {
                Help.Layout layout = help.createDefaultLayout();
                layout.addAllOptions(options, help.parameterLabelRenderer());
                text.append(help.createHeading("%n" + heading + ":%n")).append(layout);
            }
        });
        return text.toString();
    }

    private static String group(OptionSpec option) {
        if (option.usageHelp() || option.versionHelp()) {
            return OptionGroup.COMMON;
        }
        OptionGroup group = option.userObject() instanceof Member field
                ? field.getDeclaringClass().getAnnotation(OptionGroup.class)
                : null;
        return group == null ? OWN : group.value();
    }
}
