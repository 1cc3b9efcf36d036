// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/buffered_input.h"
#include "core/events/import_source.h"

namespace weir {

/// What all imports share: the stream, how far it has been read, and where the records go. One thread at a time.
class ImportBase : public RecordSource
{
public:
    ImportBase(std::unique_ptr<std::istream> in, ImportTarget target, std::optional<std::uint64_t> bytes)
        : m_stream(std::move(in)), m_target(std::move(target)), m_bytes(bytes)
    {
    }
    [[nodiscard]] bool ended() const override { return m_ended; }
    [[nodiscard]] std::optional<std::uint64_t> total() const override { return std::nullopt; }
    [[nodiscard]] std::optional<double> fraction() const override;

protected:
    [[nodiscard]] virtual const BufferedInput& input() const = 0;
    [[nodiscard]] static std::unexpected<Error> badLine(std::uint64_t line, const std::string& why);
    /// The end of the stream: false, or an error when it could not be read to its end.
    [[nodiscard]] Result<bool> atEnd();
    /// InvalidInput for times that Kafka's client cannot send.
    [[nodiscard]] static Result<void> checkTime(std::uint64_t line, TimestampMs time);

    std::unique_ptr<std::istream> m_stream;
    const ImportTarget m_target;

private:
    std::optional<std::uint64_t> m_bytes;
    bool m_ended = false;
};

} // namespace weir
