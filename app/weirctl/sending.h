// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/weirctl/session.h"

#include "core/events/payload_type.h"
#include "core/kafka/producer.h"

#include <string_view>
#include <vector>

namespace weir::cli {

/// Headers as given by --header, in order: NAME=VALUE is text, NAME:TYPE=VALUE of one of the payload types
/// (payload_type.h), NAME alone or NAME:null has the value NULL, NAME:empty an empty one. A name may hold colons as long as
/// what stands behind the last one is no type. InvalidInput names the header.
[[nodiscard]] Result<Headers> readHeaders(const std::vector<std::string>& given);

/// The type that an option names ("--key-type int64"); `otherwise` without it.
[[nodiscard]] Result<PayloadType> readPayloadType(const Arguments& arguments, std::string_view option, PayloadType otherwise);

/// --key and --key-type; without both NULL.
[[nodiscard]] Result<OptionalBytes> readKey(const Arguments& arguments);

/// A time in ms since 1970, ISO 8601, or a span before now ("-15m"). `what` is for the sentence of an error.
[[nodiscard]] Result<TimestampMs> readTime(std::string_view text, TimestampMs now, std::string_view what);
/// --timestamp.
[[nodiscard]] Result<std::optional<TimestampMs>> readTimestamp(const Arguments& arguments);

/// --header, --timestamp, --partition and, unless it comes from elsewhere, the key; no topic and no value.
[[nodiscard]] Result<OutgoingRecord> readRecordOptions(const Arguments& arguments, bool withKey = true);

/// Everything on standard input until its end; Cancelled when a stop was asked for meanwhile.
[[nodiscard]] Result<Bytes> readStandardInput(const std::stop_token& stop);

/// "orders-3 offset 17".
[[nodiscard]] std::string placeText(const std::string& topic, const Delivery& delivery);

/// "key 8 bytes, value 812 bytes, 2 headers": what the activity says about a record, never its content.
[[nodiscard]] std::string describeForActivity(const OptionalBytes& key, const OptionalBytes& value,
                                              const Headers& headers);

} // namespace weir::cli
