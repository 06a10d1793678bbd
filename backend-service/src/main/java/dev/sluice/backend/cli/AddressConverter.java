package dev.sluice.backend.cli;

import dev.sluice.backend.ListenAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Where to listen, such as {@code http://HOST:PORT}. */
final class AddressConverter implements ITypeConverter<ListenAddress> {

  @Override
  public ListenAddress convert(String text) {
    try {
      return ListenAddress.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
