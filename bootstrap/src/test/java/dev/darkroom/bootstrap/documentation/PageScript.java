package dev.darkroom.bootstrap.documentation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The commands of a Markdown page as one shell script: indented blocks, and fenced blocks of the languages in {@link #STARTS}. Each line of the
 * script has the number of its line in the page. A block after {@code <!-- not run: REASON -->} is left out.
 *
 * @param text the script, with an empty line for each line of the page that is no command
 */
record PageScript(String text) {
    private static final Pattern FENCE = Pattern.compile(" {0,3}```([a-z]*)");
    private static final Pattern NOT_RUN = Pattern.compile("<!-- not run: .+ -->");
    private static final String INDENT = "    ";
    private static final String END_OF_EXAMPLE = "END_OF_EXAMPLE";

    /** The command that runs the lines of a fenced block, by language. It takes the line of the opening fence. */
    private static final Map<String, String> STARTS = Map.of(
            "sh", "", "shell", "", "bash", "",
            "python", "python3 - <<'" + END_OF_EXAMPLE + "'",
            "js", "node --input-type=module - <<'" + END_OF_EXAMPLE + "'",
            "java", "cat > Example.java <<'" + END_OF_EXAMPLE + "' && java Example.java");

    /** Fenced blocks with these languages, or with none, are output or files. */
    private static final Set<String> NO_COMMANDS = Set.of("", "text", "json", "html", "yaml", "ini");

    static PageScript of(String page) {
        List<String> lines = page.lines().toList();
        List<String> script = new ArrayList<>();
        boolean isRun = true;
        while (script.size() < lines.size()) {
            int first = script.size();
            String line = lines.get(first);
            Matcher fence = FENCE.matcher(line);
            if (fence.matches()) {
                List<String> block = lines.subList(first, endOfFence(lines, first));
                script.addAll(isRun ? commands(fence.group(1), block, first) : nothing(block));
                isRun = true;
            } else if (isIndented(line) && (first == 0 || !isProse(lines.get(first - 1)))) {
                List<String> block = lines.subList(first, endOfIndent(lines, first));
                script.addAll(isRun ? withoutIndent(block) : nothing(block));
                isRun = true;
            } else {
                if (!isRun && isProse(line)) {
                    throw new IllegalArgumentException("Line " + first + " gives a reason, but no block follows");
                }
                isRun = isRun && !NOT_RUN.matcher(line).matches();
                script.add("");
            }
        }
        return new PageScript(String.join("\n", script) + "\n");
    }

    boolean isEmpty() {
        return text.isBlank();
    }

    boolean contains(String part) {
        return text.contains(part);
    }

    /** Whether a program occurs in the commands, as a word. */
    boolean uses(String program) {
        return Pattern.compile("(?<![\\w./-])" + Pattern.quote(program) + "(?![\\w./-])").matcher(text).find();
    }

    PageScript withReplaced(String part, String replacement) {
        return new PageScript(text.replace(part, replacement));
    }

    private static List<String> commands(String language, List<String> block, int first) {
        String start = STARTS.get(language);
        if (start == null) {
            if (!NO_COMMANDS.contains(language)) {
                throw new IllegalArgumentException("Line " + (first + 1) + " has an unknown language: " + language);
            }
            return nothing(block);
        }
        List<String> commands = new ArrayList<>(block);
        commands.set(0, start);
        commands.set(block.size() - 1, start.isEmpty() ? "" : END_OF_EXAMPLE);
        return commands;
    }

    private static List<String> nothing(List<String> block) {
        return Collections.nCopies(block.size(), "");
    }

    private static int endOfFence(List<String> lines, int first) {
        for (int i = first + 1; i < lines.size(); i++) {
            if (lines.get(i).strip().equals("```")) {
                return i + 1;
            }
        }
        throw new IllegalArgumentException("Line " + (first + 1) + " starts a block without end");
    }

    /** A blank line between two indented lines belongs to the block. */
    private static int endOfIndent(List<String> lines, int first) {
        int end = first;
        for (int i = first; i < lines.size() && (isIndented(lines.get(i)) || lines.get(i).isBlank()); i++) {
            if (isIndented(lines.get(i))) {
                end = i + 1;
            }
        }
        return end;
    }

    private static List<String> withoutIndent(List<String> block) {
        return block.stream().map(line -> isIndented(line) ? line.substring(INDENT.length()) : "").toList();
    }

    private static boolean isIndented(String line) {
        return line.startsWith(INDENT) && !line.isBlank();
    }

    private static boolean isProse(String line) {
        return !line.isBlank() && !NOT_RUN.matcher(line).matches();
    }
}
