// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

import QtQml.Models

ListModel {
    ListElement {
        name: "Lakeside Loop"
        kilometres: 6.5
        climb: 80
        difficulty: "easy"
        tint: "#3f8f6b"
        about: "Flat and shady. Bring something to swim in."
    }
    ListElement {
        name: "Old Mill Valley"
        kilometres: 11.2
        climb: 340
        difficulty: "moderate"
        tint: "#b07d2b"
        about: "Up the stream to the ruin of the mill, and back along the ridge."
    }
    ListElement {
        name: "Eagle's Ledge"
        kilometres: 17.8
        climb: 1250
        difficulty: "hard"
        tint: "#a2473d"
        about: "Steep, exposed, and worth every step. Not after rain."
    }
    ListElement {
        name: "Birch Moor"
        kilometres: 9.0
        climb: 120
        difficulty: "easy"
        tint: "#5776a6"
        about: "Planks over the bog, and cranes if you are quiet."
    }
}
