package dev.sluice.balancer.http.filter;

import dev.sluice.balancer.config.Template;
import dev.sluice.balancer.config.Template.Variable;
import dev.sluice.balancer.http.head.FieldName;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.function.IntFunction;
import java.util.regex.Matcher;

/** Fills templates. Whatever clients sent in it was checked when their head was read. */
final class TextMaker {

  private TextMaker() {}

  /** Without groups. */
  static String fill(Template template, Scene scene) {
    return fill(template, scene, group -> "");
  }

  /**
   * With groups.
   *
   * @param groups what each matched; empty for one that took no part
   */
  static String fill(Template template, Scene scene, IntFunction<String> groups) {
    if (template.parts().size() == 1
        && template.parts().get(0) instanceof Template.Literal literal) {
      return literal.text();
    }
    StringBuilder text = new StringBuilder();
    for (Template.Part part : template.parts()) {
      if (part instanceof Template.Literal literal) {
        text.append(literal.text());
      } else if (part instanceof Template.Of of) {
        text.append(value(of.variable(), scene));
      } else if (part instanceof Template.Header header) {
        text.append(scene.head().fields().first(FieldName.of(header.name())).orElse(""));
      } else {
        text.append(groups.apply(((Template.Group) part).number()));
      }
    }
    return text.toString();
  }

  /** What a group matched; empty for one that took no part. */
  static String group(Matcher matcher, int number) {
    String matched = number <= matcher.groupCount() ? matcher.group(number) : null;
    return matched == null ? "" : matched;
  }

  private static String value(Variable variable, Scene scene) {
    return switch (variable) {
      case CLIENT_IP -> scene.client().address().map(NetUtil::toAddressString).orElse("");
      case CLIENT_PORT ->
          scene.client().source() instanceof InetSocketAddress inet ? "" + inet.getPort() : "";
      case REQUEST_ID -> scene.requestId();
      case SERVER -> scene.origin().server();
      case RULE -> scene.origin().rule();
      case POOL -> scene.target().pool();
      case BACKEND -> scene.target().backend();
      case METHOD -> scene.head().method();
      case SCHEME -> scene.head().scheme();
      case HOST -> host(scene.head().authority());
      case URI -> scene.head().target();
      case PATH -> scene.head().path();
      case QUERY -> scene.head().query();
    };
  }

  private static String host(String authority) {
    int end = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.indexOf(':');
    return end < 0 ? authority : authority.substring(0, end);
  }
}
