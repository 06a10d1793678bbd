package dev.sluice.backend.cli;

import dev.sluice.backend.Settings.RequiredHeader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code Name: value}, the name a token of RFC 9110 §5.6.2. */
final class RequiredHeaderConverter implements ITypeConverter<RequiredHeader> {

  private static final Pattern FORM =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*(\\S(?:.*\\S)?)[ \\t]*");

  @Override
  public RequiredHeader convert(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      // The text may hold a secret, so it is not repeated.
      throw new TypeConversionException("not a header field; use 'Name: value'");
    }
    return new RequiredHeader(matcher.group(1), matcher.group(2));
  }
}
