package dev.darkroom.bootstrap.documentation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The links and anchors of a Markdown page, as GitHub renders it. Fenced code and code in backticks contain neither. Two
 * forms are not recognised, and the pages of this repository do not use them: underlined headings have no anchor, and links
 * in indented code count as links.
 *
 * @param links the targets of all links and pictures, in the order of their paragraphs
 * @param anchors of all headings, and the ids of HTML elements
 */
record MarkdownPage(List<String> links, Set<String> anchors) {
    private static final Pattern FENCED_CODE =
            Pattern.compile("^ {0,3}(```+|~~~+).*?(?:^ {0,3}\\1|\\z)", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern BLANK_LINES = Pattern.compile("\\R\\h*(?:\\R\\h*)+");
    private static final Pattern CODE = Pattern.compile("(?<!`)(`+)(?!`)(.+?)(?<!`)\\1(?!`)", Pattern.DOTALL);

    /** The part after the text of a link: a target in parentheses, perhaps with a title. */
    private static final Pattern INLINE_LINK =
            Pattern.compile("]\\(\\s*<?([^()<>\\s]*(?:\\([^()<>\\s]*\\)[^()<>\\s]*)*)>?(?:\\s+[\"'(][^)]*)?\\s*\\)");
    private static final Pattern REFERENCE = Pattern.compile("^ {0,3}\\[[^]]+]:\\s*<?([^<>\\s]+)>?", Pattern.MULTILINE);
    private static final Pattern HTML_LINK = Pattern.compile("<[a-z][^>]*\\s(?:href|src)=\"([^\"]*)\"");
    private static final Pattern HTML_ANCHOR = Pattern.compile("<[a-z][^>]*\\s(?:id|name)=\"([^\"]*)\"");

    private static final Pattern HEADING = Pattern.compile("^ {0,3}#{1,6}\\h+(.*?)(?:\\h+#+)?\\h*$", Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("!?\\[([^]]*)]\\([^)]*\\)");
    private static final Pattern NOT_IN_ANCHORS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}\\p{Pc} -]");

    MarkdownPage {
        links = List.copyOf(links);
        anchors = Set.copyOf(anchors);
    }

    static MarkdownPage of(String text) {
        String prose = FENCED_CODE.matcher(text).replaceAll("\n");
        return new MarkdownPage(linksOf(prose), anchorsOf(prose));
    }

    private static List<String> linksOf(String prose) {
        List<String> links = new ArrayList<>();
        // Code in backticks ends with its paragraph: a backtick that is left open must not hide the links of the next one.
        for (String paragraph : BLANK_LINES.split(prose, -1)) {
            String plain = CODE.matcher(paragraph).replaceAll("");
            Stream.of(INLINE_LINK, REFERENCE, HTML_LINK).flatMap(link -> groups(link, plain)).forEach(links::add);
        }
        return links;
    }

    private static Set<String> anchorsOf(String prose) {
        Set<String> anchors = new HashSet<>();
        Map<String, Integer> seen = new HashMap<>();
        groups(HEADING, prose).map(MarkdownPage::anchorOf).forEach(anchor -> {
            int earlier = seen.merge(anchor, 1, Integer::sum) - 1;
            anchors.add(earlier == 0 ? anchor : anchor + "-" + earlier);
        });
        groups(HTML_ANCHOR, prose).forEach(anchors::add);
        return anchors;
    }

    /**
     * As GitHub does: lower case, a link replaced by its text, everything removed but letters, digits, underscores, hyphens
     * and blanks, and each blank replaced by a hyphen.
     */
    private static String anchorOf(String heading) {
        String text = LINK.matcher(heading).replaceAll("$1").toLowerCase(Locale.ROOT);
        return NOT_IN_ANCHORS.matcher(text).replaceAll("").replace(' ', '-');
    }

    private static Stream<String> groups(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1));
    }
}
