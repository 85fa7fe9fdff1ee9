package io.etcdsnapshot.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HtmlTest {
    @Test
    void whateverIsPutInIsText() {
        assertThat(Html.of("<b title=\"{}\">{}</b>", "\"><script>'&", "<i>").toString())
                .isEqualTo("<b title=\"&quot;&gt;&lt;script&gt;&#39;&amp;\">&lt;i&gt;</b>");
    }

    @Test
    void piecesOfHtmlStayWhatTheyAre() {
        assertThat(Html.of("<p>{} {}</p>", Html.of("<b>{}</b>", "<"), 1).toString())
                .isEqualTo("<p><b>&lt;</b> 1</p>");
    }

    @Test
    void whatTurnsTextAroundIsShownAsWhatItIs() {
        assertThat(Html.of("{}", "a\u202eb\u0007c\u2066").toString()).isEqualTo("a\\u202eb\\u0007c\\u2066");
    }

    @Test
    void bracesInTextAreNoPlaceForTheNextPart() {
        assertThat(Html.of("{}-{}", "{}", "x").toString()).isEqualTo("{}-x");
    }

    @Test
    void aDocumentForScriptsEndsNoElement() {
        assertThat(new Html().addJson("{\"a\":\"</script><!--&\u2028\"}").toString())
                .isEqualTo("{\"a\":\"\\u003c/script\\u003e\\u003c!--\\u0026\\u2028\"}");
    }
}
