package dev.darkroom.bootstrap.cli;

import dev.darkroom.bootstrap.configuration.Variable;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;

/** The environment variables in the help text: a table for each group. */
final class VariablesHelp {
    private static final int NAME_WIDTH = 38;
    private static final int INDENT = 2;

    /** The heading above a variable and those that follow it. */
    private static final Map<Variable, String> HEADINGS = Map.ofEntries(
            Map.entry(Variable.HOST, "server"),
            Map.entry(Variable.DARKROOM_STORAGE, "storage"),
            Map.entry(Variable.DARKROOM_POSTGRES_URL, "PostgreSQL"),
            Map.entry(Variable.AWS_REGION, "S3 and DynamoDB"),
            Map.entry(Variable.DARKROOM_METADATA, "uploads"),
            Map.entry(Variable.DARKROOM_LIBVIPS, "renditions"),
            Map.entry(Variable.DARKROOM_EVENTS, "events"),
            Map.entry(Variable.DARKROOM_AUTH, "sign-in"),
            Map.entry(Variable.DARKROOM_RATE_LIMIT, "access"),
            Map.entry(Variable.DARKROOM_LOG, "logs, metrics and traces"));

    private VariablesHelp() {}

    static String text(Help help) {
        StringBuilder text = new StringBuilder();
        TextTable table = newTable(help);
        for (Variable variable : Variable.values()) {
            String heading = HEADINGS.get(variable);
            if (heading != null) {
                text.append(table);
                table = newTable(help);
                text.append("Environment variables, ").append(heading).append(":").append(System.lineSeparator());
            }
            String fallback = variable.fallback();
            table.addRowValues(
                    variable.name(), variable.meaning() + (fallback == null ? "" : " (" + fallback + ")"));
        }
        return text.append(table).toString();
    }

    private static TextTable newTable(Help help) {
        int width = help.commandSpec().usageMessage().width();
        return TextTable.forColumns(
                help.colorScheme(),
                new Column(NAME_WIDTH, INDENT, Overflow.SPAN),
                new Column(width - NAME_WIDTH, INDENT, Overflow.WRAP));
    }
}
