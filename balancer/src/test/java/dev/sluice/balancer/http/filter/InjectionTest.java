package dev.sluice.balancer.http.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balancer.config.Destination.Redirect;
import dev.sluice.balancer.config.FilterConfig.PathChange;
import dev.sluice.balancer.config.FilterConfig.Rewrite;
import dev.sluice.balancer.config.HeaderChanges;
import dev.sluice.balancer.config.HeaderChanges.Change;
import dev.sluice.balancer.config.Template;
import dev.sluice.balancer.config.Template.Group;
import dev.sluice.balancer.config.Template.Header;
import dev.sluice.balancer.config.Template.Literal;
import dev.sluice.balancer.config.Template.Of;
import dev.sluice.balancer.config.Template.Part;
import dev.sluice.balancer.config.Template.Variable;
import dev.sluice.balancer.http.head.FieldList;
import dev.sluice.balancer.http.head.HeadEdits;
import dev.sluice.balancer.http.stream.Client;
import dev.sluice.balancer.http.stream.MessageFilter.Origin;
import dev.sluice.balancer.http.stream.MessageFilter.Subject;
import dev.sluice.balancer.http.stream.MessageFilter.Target;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Even of a head that no carrier should let through, nothing ends a line or a target. */
class InjectionTest {

  private static final String NASTY = "a/?#.:%\\\"<> \r\n\t\0\u007f\u0085\u00e9\u0130\u2028";

  /** Every variable and group there is. */
  private static final Template ALL = all();

  private static Template all() {
    List<Part> parts = new ArrayList<>();
    for (Variable variable : Variable.values()) {
      parts.add(new Of(variable));
      parts.add(new Literal("-"));
    }
    parts.add(new Header("x"));
    parts.add(new Group(0));
    parts.add(new Group(1));
    return new Template(parts);
  }

  @Provide
  Arbitrary<Subject> subjects() {
    Arbitrary<String> text = Arbitraries.strings().withChars(NASTY).ofMaxLength(12);
    InetSocketAddress somewhere = new InetSocketAddress("192.0.2.7", 1);
    return Combinators.combine(text, text, text, text, text)
        .as(
            (method, target, authority, value, id) ->
                new Subject(
                    new Asked(method, "/" + target, "http", authority, FieldList.of("x", value)),
                    new Client(somewhere, somewhere, false),
                    id,
                    new Origin("edge", "rule"),
                    Target.NONE));
  }

  @Property
  void noLineEndsInAField(@ForAll("subjects") Subject subject) {
    HeadEdits edits = new HeadEdits();
    Change change = new Change("x-all", ALL);
    new FieldChanges(
            new HeaderChanges(List.of(), List.of(change, new Change("host", ALL)), List.of(change)))
        .apply(subject, edits);
    List<String> values = new ArrayList<>();
    edits.forEach(FieldList.of(), (name, value) -> values.add(value));
    values.add(edits.authority().orElseThrow());
    assertThat(values)
        .hasSize(3)
        .allMatch(value -> value.chars().allMatch(c -> (c >= ' ' || c == '\t') && c != 127));
  }

  @Property
  void nothingEndsATarget(@ForAll("subjects") Subject subject) {
    PathChanges changes =
        new PathChanges(new PathChange("", Optional.of(new Rewrite("(?s)^/(.*)$", ALL))));
    String target = "/" + subject.request().path().replaceAll("[^a-z/.]", "");
    assertThat(changes.apply(target, subject)).startsWith("/").matches("[!-~&&[^#\\\\]]+");
  }

  @Property
  void nothingLeadsAClientAway(@ForAll("subjects") Subject subject) {
    Redirection anywhere =
        new Redirection(
            new Redirect(
                308,
                Optional.of("(?s)^(.*)$"),
                new Template(List.of(new Group(1), new Of(Variable.URI), new Header("x")))));
    assertThat(anywhere.location(subject)).matches("[!-~&&[^\\\\]]+").matches("/(?!/).*");
  }
}
