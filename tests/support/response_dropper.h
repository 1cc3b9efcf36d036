// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>

namespace weir::test {

/// Passes connections on to a Kafka broker on this machine and loses chosen answers: the broker has done what was asked and the
/// client does not learn it. Understands no more of the protocol than lengths, API keys and correlation ids.
/// Methods: any thread. Destroying it closes all connections.
class ResponseDropper
{
public:
    enum class Loss {
        AnswerThenClosed, ///< the answer is lost and the connection breaks
        AnswerThenSilent, ///< the answer is lost, later ones come: the client waits until its time is over
        RequestThenClosed, ///< the broker never gets it
    };
    static constexpr std::int16_t produce = 0;
    static constexpr std::int16_t initProducerId = 22;
    static constexpr std::int16_t endTransaction = 26;
    static constexpr std::int16_t commitOffsetsInTransaction = 28;

    /// Listens on 127.0.0.1:`listens`; see works().
    ResponseDropper(std::uint16_t listens, std::uint16_t target);
    ~ResponseDropper();
    ResponseDropper(const ResponseDropper&) = delete;
    ResponseDropper& operator=(const ResponseDropper&) = delete;

    [[nodiscard]] bool works() const;
    /// A port of 127.0.0.1 at or above `from` that nobody listens on; 0 when there is none.
    [[nodiscard]] static std::uint16_t freePort(std::uint16_t from);

    /// From now on: lets `skip` requests of this kind through, loses the next `times`. Replaces what was asked for before
    /// for this kind.
    void lose(std::int16_t apiKey, Loss loss, int times, int skip = 0);
    void loseNothing();
    /// How many were lost since the beginning.
    [[nodiscard]] int lost() const;
    /// Requests of this kind that came, lost ones included.
    [[nodiscard]] int requests(std::int16_t apiKey) const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace weir::test
